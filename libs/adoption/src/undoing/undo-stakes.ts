import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { ClientSession, Connection } from 'mongoose';
import { COLLECTIONS } from '#lib/database';
import { BalanceAdoption, type StakeChange } from '#lib/ledger';
import type { AdoptedStake } from '../batches.js';
import type { LeftRecord } from '../report.js';
import { RAW } from '../survey/raw-values.js';
import { isStill } from './is-still.js';
import type { Returned } from './undo-users.js';

const FIELDS = ['amount', 'totalEarned', 'openingEarned', 'activatedAt'] as const;
/** What a stake has earned goes back with what it had earned before, or stays with it. */
const EARNED: readonly string[] = ['totalEarned', 'openingEarned'];

/** Gives stakes back what adoption has replaced, field by field, where it is still as adoption left it. */
@Injectable()
export class UndoStakes {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly balances: BalanceAdoption,
  ) {}

  async undo(session: ClientSession, adopted: readonly AdoptedStake[]): Promise<Returned> {
    const left: LeftRecord[] = [];
    const stakes = await this.stakesNow(session, adopted);
    const changes = adopted.flatMap((stake): StakeChange[] => {
      const now = stakes.get(stake.id.toHexString());
      const moved = now === undefined ? null : movedFields(stake, now);
      if (moved === null || moved.length > 0) {
        const why = moved === null ? 'there is no such stake any more' : `${moved.join(', ')} moved since and stays`;
        left.push({ collection: COLLECTIONS.stakes, id: stake.id.toHexString(), why });
      }
      return moved === null ? [] : changeOf(stake, moved);
    });
    await this.balances.changeStakes(session, changes);
    return { counts: { wallets: 0, openings: 0, stakes: changes.length, secrets: 0 }, left };
  }

  private async stakesNow(
    session: ClientSession,
    adopted: readonly AdoptedStake[],
  ): Promise<Map<string, Readonly<Record<string, unknown>>>> {
    const stakes = await this.connection
      .collection(COLLECTIONS.stakes)
      .find(
        { _id: { $in: adopted.map(({ id }) => id) } },
        {
          ...RAW,
          session,
          projection: Object.fromEntries(FIELDS.map((field) => [field, 1])),
          batchSize: adopted.length + 1,
        },
      )
      .toArray();
    return new Map(stakes.map((stake) => [stake._id.toHexString(), stake]));
  }
}

function movedFields({ after, seen }: AdoptedStake, now: Readonly<Record<string, unknown>>): string[] {
  const written: Readonly<Record<string, unknown>> = { ...seen, ...after };
  const moved = Object.keys(written).filter((field) => !isStill(written[field], now[field]));
  const hasEarned = moved.some((field) => EARNED.includes(field));
  return Object.keys(after).filter((field) => moved.includes(field) || (hasEarned && EARNED.includes(field)));
}

function changeOf({ id, before, after }: AdoptedStake, moved: readonly string[]): StakeChange[] {
  const fields = Object.keys(after).filter((field) => !moved.includes(field));
  if (fields.length === 0) return [];
  const set = Object.fromEntries(fields.flatMap((field) => (field in before ? [[field, before[field]]] : [])));
  return [{ stakeId: id, set, unset: fields.filter((field) => !(field in before)) }];
}
