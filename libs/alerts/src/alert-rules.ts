import { moneyFromDecimal, rateFromDecimal } from '#lib/database';
import type { Distribution } from '#lib/slots';
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
}

/** Fewer paid than this share of the planned stakes is alerted. */
const EXPECTED_SHARE = 0.9;

/** What an ended slot calls for (spec.md 3.4, Alert rules). Pure. */
export function findingsOfEndedSlot(slot: Distribution): Finding[] {
  const finding = (rule: AlertRule, message: string, facts: Record<string, unknown> = {}): Finding => ({
    key: `${rule}/${slot.key}/${slot.attempts}`,
    rule,
    message: `${slot.key}: ${message}`,
    date: slot.date,
    slotNumber: slot.slotNumber,
    facts: { distributionId: slot._id.toHexString(), status: slot.status, ...facts },
  });
  const findings: Finding[] = [];
  const expected = slot.plan?.stakes ?? 0;
  const paid = slot.processedStakes;
  const ros = rateFromDecimal(slot.rosPercentage) > 0n;

  if (slot.status === 'FAILED') findings.push(finding('SLOT_FAILED', slot.error ?? 'FAILED', { reason: slot.reason }));
  if (slot.reason === 'LEDGER_MISMATCH') findings.push(finding('ENTRIES_MISSING', slot.error ?? 'ledger mismatch'));
  if (slot.status === 'COMPLETED' && ros && expected > 0 && paid === 0) {
    findings.push(
      finding('NOBODY_PAID', `COMPLETED with nobody paid though ${expected} stakes were due`, { expected }),
    );
  }
  if (ros && slot.plan !== null && paid > 0 && paid < expected * EXPECTED_SHARE) {
    findings.push(finding('FEW_STAKES_PAID', `${paid} of ${expected} expected stakes were paid`, { expected, paid }));
  }
  if (slot.errors > 0) {
    findings.push(
      finding('RECORDS_FAILED', `${slot.errors} records could not be paid; mend them and retry`, {
        errors: slot.errors,
      }),
    );
  }
  for (const pool of poolsWithoutQualifiers(slot)) {
    const alert = finding('POOL_WITHOUT_QUALIFIERS', `nobody qualifies for the ${pool} pool; it stays undistributed`, {
      pool,
    });
    findings.push({ ...alert, key: `${alert.key}/${pool}` });
  }
  return findings;
}

function poolsWithoutQualifiers({ plan, premiumPoolAmount, performancePoolAmount }: Distribution): string[] {
  if (plan === null) return [];
  return [
    ...(moneyFromDecimal(premiumPoolAmount) > 0n && plan.premiumQualifiers === 0 ? ['premium'] : []),
    ...(moneyFromDecimal(performancePoolAmount) > 0n && plan.performanceQualifiers === 0 ? ['performance'] : []),
  ];
}

/** What a slot calls for whose time has passed and which nobody runs. Pure. */
export function findingOfOverdueSlot(slot: Distribution, now: Date): Finding {
  const since = slot.retryRequestedAt ?? slot.scheduledFor;
  const seconds = Math.round((now.getTime() - since.getTime()) / 1_000);
  return {
    key: `SLOT_OVERDUE/${slot.key}/${since.toISOString()}`,
    rule: 'SLOT_OVERDUE',
    message: `${slot.key}: ${slot.status} and overdue by ${seconds} s; no worker runs it`,
    date: slot.date,
    slotNumber: slot.slotNumber,
    facts: { distributionId: slot._id.toHexString(), status: slot.status, overdueSeconds: seconds },
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
