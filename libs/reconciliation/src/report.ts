import type { WalletBasis } from './wallet-movements.js';
import type { DistributionKind, FailureReason, PerPhase, Phase, SlotStatus, StakesView } from '#lib/slots';

/** The invariants of docs/architecture.md 4, by their names there. */
export const CHECK_IDS = ['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I9'] as const;
export type CheckId = (typeof CHECK_IDS)[number];

/** What was looked at: what belongs to the date, or everything there is. */
export const CHECK_SCOPES = ['date', 'all'] as const;
export type CheckScope = (typeof CHECK_SCOPES)[number];

/** One thing that is not as it must be. Amounts are exact decimal strings in USDT. */
export interface Difference {
  readonly what: string;
  /** Where to look: `userId`, `stakeId`, `distributionId`, `key`, … */
  readonly ids: Readonly<Record<string, string>>;
  readonly expected: string;
  readonly actual: string;
}

/** One invariant and what contradicts it. */
export interface CheckResult {
  readonly id: CheckId;
  readonly title: string;
  readonly holds: boolean;
  /** `date` for I2: the wallets and stakes that the date has paid; `all`: every one there is. */
  readonly scope: CheckScope;
  /** How many things were looked at: subjects, balances, slots, pools. */
  readonly checked: number;
  /** The first 100. */
  readonly differences: readonly Difference[];
  readonly differencesTotal: number;
}

/** What the ledger holds of one slot; money is USDT as a number. */
export interface SlotLine {
  readonly key: string;
  readonly kind: DistributionKind;
  readonly slotNumber: number | null;
  readonly status: SlotStatus;
  readonly reason: FailureReason | null;
  readonly scheduledFor: Date;
  readonly processedStakes: number;
  readonly usersProcessed: number;
  readonly totalDistributed: number;
  /** Records that could not be paid and still are not. */
  readonly errors: number;
  /** What became of every stake that was ACTIVE; null until the slot is planned. */
  readonly stakes: StakesView | null;
  /** By phase, from the ledger: entries and their sum. */
  readonly ledger: PerPhase<{ readonly count: number; readonly total: number }>;
}

/** Somebody who was due in a finished slot and has no entry there. */
export interface MissingLine {
  readonly key: string;
  readonly slotNumber: number | null;
  readonly phase: Phase;
  /** The stake for ROS, the user for pools. */
  readonly subjectId: string;
  /** Null when the stake names no user. */
  readonly userId: string | null;
  /** What would be paid now, in USDT; null when it cannot be paid. */
  readonly amount: number | null;
  /** Why it cannot be paid now, or why it could not be paid then. */
  readonly reason: string | null;
  /** Compensation would pay it. */
  readonly payable: boolean;
}

/** What finished slots owe (docs/architecture.md 4). */
export interface MissingList {
  readonly count: number;
  /** Those that compensation would pay, and their sum in USDT. */
  readonly payable: number;
  readonly amount: number;
  /** Those that cannot be paid and whose failure no slot reports; there must be none. */
  readonly unreported: number;
  /** The first ones: ROS, premium, performance; ascending ids. */
  readonly items: readonly MissingLine[];
}

/** What other services wrote into `transactions` under one type; money is USDT as a number. */
export interface OthersLine {
  readonly type: string;
  readonly count: number;
  readonly amount: number;
}

/** What other services write beside us, and how far balances can be proved with it (docs/specification.md 4). */
export interface OtherServices {
  /** `recorded`: every balance is proved; `foreign`: wallets are not; `unadopted`: neither wallets nor stakes are. */
  readonly basis: WalletBasis;
  /** Balances that the ledger does not explain and that are no error here: the first 100. */
  readonly unexplained: { readonly count: number; readonly items: readonly Difference[] };
  /** From when on their entries are counted; null: over all time. */
  readonly since: Date | null;
  /** Their entries and opening balances, by type. */
  readonly entries: readonly OthersLine[];
}

/** What was found for a date. */
export interface ReconciliationReport {
  readonly date: string;
  /**
   * Every invariant holds and nothing is missing that could be paid now or that nobody knows of. Records that cannot be
   * paid and are reported as errors of their slot do not count against it; they are in the missing list.
   */
  readonly holds: boolean;
  readonly checkedAt: Date;
  readonly tookMs: number;
  readonly checks: readonly CheckResult[];
  readonly slots: readonly SlotLine[];
  readonly missing: MissingList;
  readonly others: OtherServices;
}
