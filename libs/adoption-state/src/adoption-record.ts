import type { WalletMovements } from '#lib/config';
import type { Mendable } from './mendable.js';

/** The one document of `adoption` that tells how far it is. */
export const ADOPTION_STATE_ID = 'state';

/** When a platform's database was adopted, and what that changed. */
export interface AdoptionRecord {
  /** By the database's clock; of the first time, if it was done more than once. */
  readonly appliedAt: Date;
  readonly lastAppliedAt: Date;
  /** Null while it stands. */
  readonly undoneAt: Date | null;
  /** The version that did it. */
  readonly by: string;
  readonly walletMovements: WalletMovements;
  /** What has been changed, all times together. */
  readonly changed: {
    readonly wallets: number;
    readonly openings: number;
    readonly stakes: number;
    readonly secrets: number;
  };
  /** What was left to mend at its end: what others wrote meanwhile. */
  readonly left: Mendable;
}
