import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { AppConfig, type WalletMovements } from '#lib/config';
import { COLLECTIONS } from '#lib/database';

/**
 * What a wallet can be proved by: `recorded`, every movement has its entry; `foreign`, other services move it without one;
 * `unadopted`, nobody has written yet what stood in it before us.
 */
export type WalletBasis = WalletMovements | 'unadopted';

/** How far wallets and stakes can be compared with the ledger (docs/specification.md 4). */
@Injectable()
export class WalletBases {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly config: AppConfig,
  ) {}

  /** What is configured; else what the adoption of the platform found out; else `recorded`. */
  async current(): Promise<WalletBasis> {
    const state = await this.connection
      .collection<AdoptionRecord>(COLLECTIONS.adoption)
      .findOne({ _id: 'state' }, { projection: { appliedAt: 1, walletMovements: 1 } });
    if (state !== null && !(state.appliedAt instanceof Date)) return 'unadopted';
    return this.config.walletMovements ?? state?.walletMovements ?? 'recorded';
  }
}

interface AdoptionRecord {
  readonly _id: string;
  readonly appliedAt?: unknown;
  readonly walletMovements?: WalletMovements;
}
