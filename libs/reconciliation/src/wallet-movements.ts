import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { AdoptionState } from '#lib/adoption-state';
import { AppConfig, type WalletMovements } from '#lib/config';
import { isPlatforms } from '#lib/database';

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
    private readonly adoption: AdoptionState,
    private readonly config: AppConfig,
  ) {}

  /** What is configured; else what the adoption of the platform found out; else `recorded`. */
  async current(): Promise<WalletBasis> {
    const record = await this.adoption.record();
    const isAdopted = record !== null && record.undoneAt === null;
    if (!isAdopted && (await isPlatforms(this.connection))) return 'unadopted';
    return this.config.walletMovements ?? record?.walletMovements ?? 'recorded';
  }
}
