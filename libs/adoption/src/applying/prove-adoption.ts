import { Injectable } from '@nestjs/common';
import { Types } from 'mongoose';
import { AdoptionState, type Mendable } from '#lib/adoption-state';
import { BalancesCheck } from '#lib/reconciliation';
import type { Mapping } from '../mapping/mapping.js';
import type { Proof } from '../report.js';

/** What is not as adoption leaves it. */
export interface StillToMend {
  readonly all: Mendable;
  /** Of records that were there before it began: others' newer ones do not count against it. */
  readonly ofBefore: Mendable;
}

/** Proves what was adopted: every wallet and stake is what the ledger says, and nothing that was there before is left to mend. */
@Injectable()
export class ProveAdoption {
  constructor(
    private readonly state: AdoptionState,
    private readonly balances: BalancesCheck,
  ) {}

  /** @param startedAt when adoption began */
  async lookForMore(mapping: Mapping, startedAt: Date): Promise<StillToMend> {
    const source = mapping.stakes.activatedAt;
    const before = Types.ObjectId.createFromTime(Math.floor(startedAt.getTime() / 1_000));
    const all = await this.state.countAll(source);
    return { all, ofBefore: isNone(all) ? all : await this.state.countAll(source, before) };
  }

  /** Once the database counts as adopted; wallets that other services move without entries prove nothing then. */
  async prove({ all, ofBefore }: StillToMend): Promise<Proof> {
    const { result, others } = await this.balances.check();
    return { holds: result.holds && isNone(ofBefore), stillToMend: all, balances: result, others };
  }
}

function isNone(mendable: Mendable): boolean {
  return Object.values(mendable).every((count) => count === 0);
}
