import type { Mendable } from '#lib/adoption-state';
import type { WalletMovements } from '#lib/config';
import type { CheckResult, OtherServices } from '#lib/reconciliation';
import type { OldDaysReport } from './old-days/report.js';
import type { OddReport } from './survey/odd-records.js';

/** A number of entries and their sum as an exact decimal in USDT. */
export interface Amounts {
  readonly count: number;
  readonly amount: string;
}

/** What is in the database, and what adoption does with it. */
export interface Plan {
  readonly found: {
    readonly users: number;
    readonly admins: number;
    /** By status. */
    readonly stakes: Readonly<Record<string, number>>;
    /** By type; entries that hold no amount are counted and not summed. */
    readonly transactions: Readonly<Record<string, Amounts>>;
  };
  /** Records that stay as they are because they are right. */
  readonly fine: { readonly wallets: number; readonly stakes: number };
  /** Numbers that become Decimal128. */
  readonly convert: { readonly wallets: number; readonly amounts: number; readonly earnings: number };
  /** Opening entries: their sum, and the entries of other services that they stand for. */
  readonly openings: Amounts & { readonly covers: Amounts };
  /** `openingEarned` of stakes. */
  readonly openingEarned: Amounts;
  readonly activation: { readonly field: string; readonly source: string; readonly set: number };
  readonly takenOver: { readonly totpSecrets: number; readonly passwordHashes: number };
  /** Whether the entries that are there explain the wallets. */
  readonly walletMovements: {
    readonly users: number;
    readonly explained: number;
    readonly meaning: WalletMovements;
  };
  readonly odd: OddReport;
}

/** What has been changed in one go. */
export interface Changes {
  readonly wallets: number;
  readonly openings: number;
  readonly stakes: number;
  readonly secrets: number;
  readonly batches: number;
}

/** Whether the books hold after adoption. */
export interface Proof {
  readonly holds: boolean;
  /** What is still to be mended; of others that write meanwhile. */
  readonly stillToMend: Mendable;
  /** Wallets and stakes that are not what the ledger says. */
  readonly balances: CheckResult;
  /** Other services' entries, and wallets that they move without one. */
  readonly others: OtherServices;
}

export interface PlanReport {
  readonly mode: 'plan';
  readonly tookMs: number;
  readonly plan: Plan;
  readonly oldDays: OldDaysReport;
}

export interface ApplyReport {
  readonly mode: 'apply';
  readonly tookMs: number;
  /** As it was found before. */
  readonly plan: Plan;
  readonly changed: Changes;
  readonly proof: Proof;
  readonly oldDays: OldDaysReport;
}

/** What is left because it has moved since it was adopted. */
export interface LeftRecord {
  readonly collection: string;
  readonly id: string;
  readonly why: string;
}

export interface UndoReport {
  readonly mode: 'undo';
  readonly tookMs: number;
  readonly returned: Changes;
  readonly leftTotal: number;
  /** At most 1,000. */
  readonly left: readonly LeftRecord[];
  /** Slots of the old system that are gone from ours, and those that stay because they ran, as `<date>#<slot>`. */
  readonly oldDays: { readonly removed: number; readonly kept: readonly string[] };
}
