import { durationWords } from '#lib/calendar';
import { POOLS, formatMoney, type Money } from '#lib/money';
import { isFarAbove, type OverdueSlot, type Reversal, type Slot } from '#lib/slots';
import type { ProcessProblem, ProcessProblemCode } from '#lib/workers';
import type { AlertRule } from './alert.schema.js';

/** An alert that a rule calls for. */
export interface Finding {
  readonly key: string;
  readonly rule: AlertRule;
  readonly message: string;
  readonly date: string | null;
  readonly slotNumber: number | null;
  readonly facts: Readonly<Record<string, unknown>>;
  /** Of a cause that several slots of a date can meet, and that one alert tells of: which of them met it, in which attempt. */
  readonly met?: { readonly slot: string; readonly distributionId: string; readonly attempt: number };
}

/** Fewer paid than this share of the stakes that were due a payout above zero is alerted. */
const EXPECTED_SHARE = 0.9;

/** What an ended slot calls for (docs/specification.md 3.4, Alert rules). Pure. */
export function findingsOfEndedSlot(slot: Slot): Finding[] {
  // How it paid was told when it had.
  if (slot.run.kind === 'reversal' && slot.reversal !== null) return findingsOfReversal(slot, slot.reversal);
  const finding = (rule: AlertRule, message: string, facts: Record<string, unknown> = {}): Finding => ({
    key: `${rule}/${slot.key}/${slot.attempts}`,
    rule,
    message: `${slot.key}: ${message}`,
    date: slot.date,
    slotNumber: slot.slotNumber,
    facts: { distributionId: slot._id.toHexString(), status: slot.status, ...facts },
  });
  /** Of what meets every slot of a date alike. */
  const shared = (rule: AlertRule, message: string, facts: Record<string, unknown> = {}): Finding => {
    const own = finding(rule, message, facts);
    if (slot.date === null) return own;
    const met = { slot: slot.key, distributionId: slot._id.toHexString(), attempt: slot.attempts };
    return { ...own, key: `${rule}/${slot.date}`, met };
  };
  const findings: Finding[] = [];
  const expected = expectedPayouts(slot);
  const paid = slot.processedStakes;
  const { active = 0, stakes: due = 0, withoutActivation = 0 } = slot.plan ?? {};
  const ros = slot.rate > 0n;

  if (slot.status === 'FAILED') findings.push(finding('SLOT_FAILED', slot.error ?? 'FAILED', { reason: slot.reason }));
  if (slot.reason === 'LEDGER_MISMATCH') findings.push(finding('ENTRIES_MISSING', slot.error ?? 'ledger mismatch'));
  if (slot.reason === 'NOT_ORDERED' || slot.reason === 'ORDER_MISMATCH') {
    findings.push(finding('NOT_ORDERED', slot.error ?? 'not as it was ordered', { reason: slot.reason }));
  }
  if (slot.status === 'COMPLETED' && ros && expected > 0 && paid === 0) {
    findings.push(shared('NOBODY_PAID', `COMPLETED with nobody paid though ${expected} stakes were due`, { expected }));
  }
  if (active > 0 && due === 0) {
    findings.push(
      shared('NONE_DUE', `none of ${active} ACTIVE stakes was due; look at their instants of activation`, { active }),
    );
  }
  if (withoutActivation > 0) {
    findings.push(
      shared(
        'WITHOUT_ACTIVATION',
        `${withoutActivation} of ${active} ACTIVE stakes have no instant of activation and were not paid`,
        { active, withoutActivation },
      ),
    );
  }
  if (ros && slot.plan !== null && paid > 0 && paid < expected * EXPECTED_SHARE) {
    findings.push(shared('FEW_STAKES_PAID', `${paid} of ${expected} expected stakes were paid`, { expected, paid }));
  }
  if (slot.errors > 0) {
    findings.push(
      shared('RECORDS_FAILED', `${countOf(slot.errors, 'record')} could not be paid; mend and retry`, {
        errors: slot.errors,
      }),
    );
  }
  for (const pool of poolsWithoutQualifiers(slot)) {
    const alert = shared('POOL_WITHOUT_QUALIFIERS', `nobody qualifies for the ${pool} pool; it stays undistributed`, {
      pool,
    });
    findings.push({ ...alert, key: `${alert.key}/${pool}` });
  }
  return findings;
}

/**
 * What a slot calls for that paid far more than a day usually does. Pure.
 * @param paid by the slot, USDT as `usual`
 * @param usual the median of the days before
 * @param factor in thousandths
 */
export function findingOfLargePayout(slot: Slot, paid: Money, usual: Money, factor: number): Finding | null {
  if (!isFarAbove(paid, usual, factor)) return null;
  const facts = { paid: formatMoney(paid), usual: formatMoney(usual), factor: factor / 1_000 };
  return {
    key: `LARGE_PAYOUT/${slot.key}`,
    rule: 'LARGE_PAYOUT',
    message: `${slot.key}: paid ${facts.paid} USDT, more than ${facts.factor} times the ${facts.usual} USDT that a day usually pays`,
    date: slot.date,
    slotNumber: slot.slotNumber,
    facts: { distributionId: slot._id.toHexString(), ...facts },
  };
}

/** A reversal that took back all there was calls for nothing. */
function findingsOfReversal(slot: Slot, reversal: Reversal): Finding[] {
  const { reversed, failed, total, error, outcome } = reversal;
  // One that was not sealed as it stands leaves no outcome.
  const isOrdered = outcome !== null;
  if (slot.run.state !== 'ENDED' || reversal.reinstatedAt !== null) return [];
  if (isOrdered && outcome === 'COMPLETED' && failed === 0) return [];
  const what = isOrdered ? (error ?? `${countOf(failed, 'payout')} of ${total} could not be taken back`) : slot.error;
  const finding = {
    message: `${slot.key}: ${what ?? 'the reversal is not as it was ordered'}`,
    date: slot.date,
    slotNumber: slot.slotNumber,
    facts: { distributionId: slot._id.toHexString(), status: slot.status, outcome, reversed, failed, total },
  };
  const rules = isOrdered ? (['REVERSAL_INCOMPLETE'] as const) : (['REVERSAL_INCOMPLETE', 'NOT_ORDERED'] as const);
  return rules.map((rule) => ({ ...finding, rule, key: `${rule}/${slot.key}/${slot.attempts}` }));
}

/** Stakes that were due a payout above zero. */
function expectedPayouts({ plan, accounted }: Slot): number {
  if (plan === null) return 0;
  const { capped = 0, nothing = 0, left = 0, reversed = 0 } = accounted ?? {};
  return plan.stakes - capped - nothing - left - reversed;
}

function countOf(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}

function poolsWithoutQualifiers(slot: Slot): string[] {
  const { plan } = slot;
  if (plan === null) return [];
  return POOLS.filter((pool) => slot.pools[pool] > 0n && plan.qualifiers[pool] === 0);
}

/**
 * What a slot calls for whose time has passed and which nobody runs, or which waits for one that stands still. Pure.
 * @param isPaused whether an admin has paused execution: no slot is started then, one that runs goes on
 */
export function findingOfOverdueSlot(
  { distribution: slot, since, waitsFor }: OverdueSlot,
  now: Date,
  isPaused: boolean,
): Finding {
  const lateMs = now.getTime() - since.getTime();
  const seconds = Math.round(lateMs / 1_000);
  const nobody = isPaused && slot.status !== 'EXECUTING' ? 'execution is paused' : 'no worker runs it';
  const why = waitsFor === null ? nobody : `it waits for ${waitsFor.key}, which is EXECUTING and does not get on`;
  return {
    // A slot that waited and one whose worker fell silent are two occasions.
    key: `SLOT_OVERDUE/${slot.key}/${slot.status}/${since.toISOString()}`,
    rule: 'SLOT_OVERDUE',
    message: `${slot.key}: ${slot.status} and overdue by ${durationWords(lateMs)}; ${why}`,
    date: slot.date,
    slotNumber: slot.slotNumber,
    facts: {
      ...{ distributionId: slot._id.toHexString(), status: slot.status, overdueSeconds: seconds },
      waitsFor: waitsFor?.key ?? null,
    },
  };
}

/** What a slot calls for that runs and does not get on, whoever has its lease. Pure. */
export function findingOfStalledSlot(slot: Slot, now: Date): Finding {
  const since = slot.run.progressAt ?? slot.scheduledFor;
  const standsMs = now.getTime() - since.getTime();
  const seconds = Math.round(standsMs / 1_000);
  return {
    key: `SLOT_STALLED/${slot.key}/${since.toISOString()}`,
    rule: 'SLOT_STALLED',
    message: `${slot.key}: EXECUTING without progress for ${durationWords(standsMs)} (worker ${slot.run.worker ?? 'unknown'}, attempt ${slot.attempts})`,
    date: slot.date,
    slotNumber: slot.slotNumber,
    facts: { distributionId: slot._id.toHexString(), worker: slot.run.worker, attempts: slot.attempts, seconds },
  };
}

/** What the silence of all workers calls for. Pure. @param lastHeartbeat null: none was ever seen */
export function findingOfSilence(lastHeartbeat: Date | null, now: Date, silentMs: number): Finding | null {
  if (lastHeartbeat !== null && now.getTime() - lastHeartbeat.getTime() <= silentMs) return null;
  const since = lastHeartbeat === null ? 'ever' : `since ${lastHeartbeat.toISOString()}`;
  return {
    key: `NO_WORKER/${lastHeartbeat?.toISOString() ?? 'never'}`,
    rule: 'NO_WORKER',
    message: `No worker has given a sign of life ${since}: nothing is paid until one starts`,
    date: null,
    slotNumber: null,
    facts: { lastHeartbeat: lastHeartbeat?.toISOString() ?? null },
  };
}

/** Versions of time-zone data alone move no payment: where they do, the offsets differ. */
const RULE_OF_PROBLEM: Readonly<Record<ProcessProblemCode, AlertRule | null>> = {
  CLOCK_APART: 'CLOCKS_APART',
  CLOCK_NOT_TRUSTED: 'CLOCKS_APART',
  ZONE_OFFSETS_APART: 'CLOCKS_APART',
  RULES_APART: 'RULES_APART',
  ZONE_DATA_APART: null,
};

/** What differences between processes call for. Pure. */
export function findingsOfProcesses(problems: readonly ProcessProblem[]): Finding[] {
  return problems.flatMap(({ code, key, message, facts }) => {
    const rule = RULE_OF_PROBLEM[code];
    return rule === null ? [] : [{ key: `${rule}/${key}`, rule, message, date: null, slotNumber: null, facts }];
  });
}
