import type { AlertRule } from './alert.schema.js';

/** How soon somebody has to act: at once; today; or merely to be known. */
export const ALERT_SEVERITIES = ['critical', 'warning', 'info'] as const;
export type AlertSeverity = (typeof ALERT_SEVERITIES)[number];

/** What a rule's alerts tell whoever reads them. */
export interface AlertGuide {
  readonly severity: AlertSeverity;
  /** What has happened, as a sentence without its end. */
  readonly meaning: string;
  /** What to do about it. */
  readonly action: string;
}

const RECONCILE = 'reconciliation names who is missing; compensate the date';

/** The same as the table in docs/operations.md, which a test holds. */
export const ALERT_GUIDE: Readonly<Record<AlertRule, AlertGuide>> = {
  NO_WORKER: {
    severity: 'critical',
    meaning: 'no worker gave a sign of life for 60 s',
    action: 'start one; overdue slots run at once, up to MISFIRE_GRACE_HOURS late',
  },
  SLOT_OVERDUE: {
    severity: 'critical',
    meaning: "a slot's time passed 60 s ago and nobody runs it, nor one before it that gets on",
    action: 'look at cron/status: paused, switched off, no worker, or an earlier slot that stands still',
  },
  SLOT_STALLED: {
    severity: 'critical',
    meaning: 'a slot is EXECUTING and has made no progress for 60 s',
    action: "look at the workers' logs and the database; another worker takes it over when its lease ends",
  },
  SLOT_FAILED: {
    severity: 'critical',
    meaning: 'a slot ended FAILED; error says why',
    action: 'look at its reason, mend the cause and retry: it pays only what is not paid',
  },
  RECORDS_FAILED: {
    severity: 'warning',
    meaning: 'some stakes or users could not be paid',
    action: 'mend the records (the failures of the date name them and the reason), then retry the slot',
  },
  FEW_STAKES_PAID: {
    severity: 'critical',
    meaning: 'fewer than 90 % of the stakes that were due a payout were paid',
    action: RECONCILE,
  },
  NOBODY_PAID: {
    severity: 'critical',
    meaning: 'COMPLETED though nobody was paid and stakes were due',
    action: RECONCILE,
  },
  NONE_DUE: {
    severity: 'warning',
    meaning: 'there are ACTIVE stakes and none of them was due',
    action: 'look at their instants of activation (activatedAt)',
  },
  WITHOUT_ACTIVATION: {
    severity: 'warning',
    meaning: 'some ACTIVE stakes have no instant of activation and were not paid',
    action: 'give them one; the next slot pays them',
  },
  ENTRIES_MISSING: {
    severity: 'critical',
    meaning: 'chunks and ledger disagree',
    action: 'stop (pause) and reconcile the date; somebody wrote past the engine',
  },
  NOT_ORDERED: {
    severity: 'critical',
    meaning: 'a slot was not paid, or not wholly, because it is not what an admin ordered',
    action: 'somebody wrote past the API: find who; the audit log says what was ordered',
  },
  REVERSAL_INCOMPLETE: {
    severity: 'warning',
    meaning: 'a reversal ended and not every payout was taken back',
    action:
      'look at the failures of the date (INSUFFICIENT_BALANCE: the user has spent it); reverse again for the rest',
  },
  POOL_WITHOUT_QUALIFIERS: {
    severity: 'warning',
    meaning: 'nobody qualified; the pool stays undistributed',
    action: 'decide about the money; distribute it when somebody qualifies, or on another day',
  },
  LARGE_PAYOUT: {
    severity: 'warning',
    meaning: 'a slot paid more than LARGE_PAYOUT_FACTOR times what a day usually pays',
    action: 'look whether it was meant (the slot names who ordered it); take it back if it was not',
  },
  CLOCKS_APART: {
    severity: 'warning',
    meaning: "a process's clock, or its zone's offset, is not the database's or the others'",
    action: 'mend the clock (NTP) or update the time-zone data of that process, then restart it',
  },
  RULES_APART: {
    severity: 'warning',
    meaning: 'processes live with different caps, ranks or zones',
    action:
      'give all of them the same environment and restart them; slots are paid by the rules they were accepted with',
  },
  SIGN_IN_LOCKED: {
    severity: 'warning',
    meaning: 'five wrong passwords for an admin from one address, or five wrong codes of one who is signed in',
    action: 'ask the admin; a new password if it was not he (wrong codes: somebody has the password)',
  },
  MANY_FAILED_SIGN_INS: {
    severity: 'info',
    meaning: 'ten wrong passwords at an account within the hour',
    action: 'the audit log names the addresses; the owner gets in with password and code together',
  },
};

/** @returns the rules of a severity */
export function rulesOf(severity: AlertSeverity): AlertRule[] {
  return (Object.keys(ALERT_GUIDE) as AlertRule[]).filter((rule) => ALERT_GUIDE[rule].severity === severity);
}

const API = '/api/v1/admin';
const SIGN_INS: readonly AlertRule[] = ['SIGN_IN_LOCKED', 'MANY_FAILED_SIGN_INS'];

/** @returns the path that tells more: of the slot, of the day, of the audit log or of cron/status. Pure. */
export function linkOf({
  rule,
  date,
  slotNumber,
}: {
  readonly rule: AlertRule;
  readonly date: string | null;
  readonly slotNumber: number | null;
}): string {
  if (SIGN_INS.includes(rule)) return `${API}/audit-log`;
  if (date === null) return `${API}/cron/status`;
  const day = `${API}/daily-declaration-returns/${date}`;
  return slotNumber === null ? `${day}/status` : `${day}/slots/${slotNumber}`;
}
