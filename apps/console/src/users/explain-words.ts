import type { Account, Explanation } from '../api/contract.js';
import { counted, percent, usdt } from '../shared/amounts.js';
import { failureReason } from '../shared/failure-reasons.js';
import type { ZoneClock } from '../shared/instants.js';

type ExplainedDay = Explanation['days'][number];
type ExplainedSlot = ExplainedDay['slots'][number];

type ExplainedStake = ExplainedSlot['stakes'][number];
type ExplainedPool = ExplainedSlot['pools'][number];

/** What happened to a stake in a slot, and how it is worked out. */
export function explainStake({ outcome, message, amount, reason, calculation }: ExplainedStake): string {
  if (outcome === 'FAILED' && reason !== null) return `It was due and could not be paid: ${failureReason(reason)}.`;
  if (outcome !== 'PAID' || amount === null || calculation === null) return message;
  const { amount: stake, rosPercentage, cutByCap, capPercent, cap } = calculation;
  const how = `${percent(rosPercentage)} of ${usdt(stake)}`;
  return cutByCap === true
    ? `Paid ${usdt(amount)}: ${how}, cut by its cap of ${percent(capPercent)}, ${usdt(cap)}.`
    : `Paid ${usdt(amount)}: ${how}.`;
}

/** What a share of a pool was, or why there was none. */
export function explainPool({ pool, outcome, message, amount, poolAmount, qualifiers }: ExplainedPool): string {
  if (outcome !== 'PAID' || amount === null || qualifiers === null) return `${nameOf(pool)}: ${message}`;
  return `${nameOf(pool)}: paid ${usdt(amount)}, an equal share of ${usdt(poolAmount)} among ${counted(qualifiers, 'user')}.`;
}

function nameOf(pool: ExplainedPool['pool']): string {
  return pool === 'premium' ? 'Premium pool' : 'Performance pool';
}

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
        ...slot.stakes.map((stake) => `- Stake ${stake.stakeId}: ${explainStake(stake)}`),
        ...slot.pools.map((pool) => `- ${explainPool(pool)}`),
      ]),
    ])
    .join('\n');
}
