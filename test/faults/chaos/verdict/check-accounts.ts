import { ENTRY_TYPE, hex } from '../../../support/books.js';
import type { Accounted, Plan, Slot } from './account-books.js';
import type { Evidence } from './evidence.js';
import { microsOf } from './exact.js';
import { activationOf, wasActive } from './stake-states.js';

/** Every ACTIVE stake is accounted for by its slot, in parts that add up and are what others can count. */
export function accountProblems(evidence: Evidence): string[] {
  return evidence.books.slots.flatMap((slot) => {
    const { plan, accounted, status } = slot;
    const paysRos = (microsOf(slot.rosPercentage) ?? 0n) > 0n;
    if (status !== 'COMPLETED' || !paysRos || !plan || !accounted) return [];
    return [...planProblems(evidence, slot, plan), ...partProblems(evidence, slot, plan, accounted)];
  });
}

function planProblems(evidence: Evidence, slot: Slot, plan: Plan): string[] {
  const { active = 0, stakes, activatedLater = 0, withoutActivation = 0 } = plan;
  const counted = { before: stakes, later: activatedLater, never: withoutActivation };
  const problems = Object.entries(boundsOf(evidence, slot)).flatMap(([activation, { least, most }]) => {
    const count = counted[activation as keyof typeof counted];
    if (count >= least && count <= most) return [];
    return [`${slot.key} planned ${count} stakes activated ${activation} its instant, there were ${least} to ${most}`];
  });
  if (active === stakes + activatedLater + withoutActivation) return problems;
  return [...problems, `${slot.key}: its plan does not add up: ${JSON.stringify(plan)}`];
}

type Bounds = Record<'before' | 'later' | 'never', { least: number; most: number }>;

/** How many ACTIVE stakes there were at planning; those that others changed, or that reached their cap, may have been. */
function boundsOf(evidence: Evidence, slot: Slot): Bounds {
  const bounds: Bounds = {
    before: { least: 0, most: 0 },
    later: { least: 0, most: 0 },
    never: { least: 0, most: 0 },
  };
  for (const stake of evidence.books.stakes) {
    const answer = wasActive(evidence, stake, slot);
    if (answer === 'no') continue;
    const bound = bounds[activationOf(stake, slot)];
    bound.most += 1;
    if (answer === 'yes' && stake.status !== 'COMPLETED') bound.least += 1;
  }
  return bounds;
}

function partProblems({ books }: Evidence, slot: Slot, plan: Plan, accounted: Accounted): string[] {
  const { paid, capped, nothing, failed, left, joined } = accounted;
  const isOfSlot = (record: { type: string; distributionId?: unknown }): boolean =>
    record.type === ENTRY_TYPE.ROS && hex(record.distributionId) === hex(slot._id);
  const entries = books.entries.filter(isOfSlot).length;
  const failures = books.failures.filter(isOfSlot).length;
  const say = (what: string): string => `${slot.key}: ${what}: ${JSON.stringify({ plan, accounted })}`;
  return [
    ...(paid + capped + nothing + failed + left === plan.stakes + joined ? [] : [say('its parts do not add up')]),
    ...(paid === entries ? [] : [say(`${entries} stakes have entries`)]),
    ...(failed === failures ? [] : [say(`${failures} stakes stand failed`)]),
  ];
}
