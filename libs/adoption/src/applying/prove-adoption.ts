import { Injectable } from '@nestjs/common';
import { Types } from 'mongoose';
import { AdoptionState } from '#lib/adoption-state';
import { BalancesCheck } from '#lib/reconciliation';
import type { Mapping } from '../mapping/mapping.js';
import type { Proof } from '../report.js';

/** Proves what was adopted: every wallet and stake is what the ledger says, and nothing that was there before is left to mend. */
@Injectable()
export class ProveAdoption {
  constructor(
    private readonly state: AdoptionState,
    private readonly balances: BalancesCheck,
  ) {}

  /** @param startedAt when adoption began; what others have made since does not count against it */
  async prove(mapping: Mapping, startedAt: Date): Promise<Proof> {
    const source = mapping.stakes.activatedAt;
    const before = Types.ObjectId.createFromTime(Math.floor(startedAt.getTime() / 1_000));
    const left = Object.values(await this.state.countAll(source, before));
    const stillToMend = await this.state.countAll(source);
    const balances = await this.balances.check();
    return { holds: balances.holds && left.every((count) => count === 0), stillToMend, balances };
  }
}
