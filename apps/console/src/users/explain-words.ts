import type { Account, Explanation } from '../api/contract.js';
import type { ZoneClock } from '../shared/instants.js';

type ExplainedDay = Explanation['days'][number];
type ExplainedSlot = ExplainedDay['slots'][number];

/** `Slot 2, 18:00:00 (UTC)` */
export function slotHeading({ slotNumber, key, scheduledFor }: ExplainedSlot, clock: ZoneClock): string {
  return `${slotNumber === null ? key : `Slot ${slotNumber}`}, ${clock.time(scheduledFor)} (${clock.zone})`;
}

/** What a support agent pastes into an answer. */
export function explainDay({ email }: Account, days: readonly ExplainedDay[], clock: ZoneClock): string {
  return days
    .flatMap(({ date, slots }) => [
      `${email}, ${date}:`,
      ...slots.flatMap((slot) => [
        `${slotHeading(slot, clock)}, ${slot.status}`,
        ...slot.stakes.map(({ stakeId, message }) => `- Stake ${stakeId}: ${message}`),
        ...slot.pools.map(({ message }) => `- ${message}`),
      ]),
    ])
    .join('\n');
}
