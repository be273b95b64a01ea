import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model, Types } from 'mongoose';
import { microsFromStored } from '#lib/database';
import { ZERO, moneyFromMicros, type Money } from '#lib/money';
import { Stake, type StakeStatus } from './stake.schema.js';

/** A stake as its owner sees it. */
export interface UserStake {
  readonly id: Types.ObjectId;
  /** Null when what is stored is no exact amount; such a stake is paid nothing, and reported. */
  readonly amount: Money | null;
  readonly totalEarned: Money;
  readonly status: StakeStatus;
  readonly activatedAt: Date | null;
  readonly completedAt: Date | null;
}

/** Stakes by their owners, to read. */
@Injectable()
export class UserStakes {
  constructor(@InjectModel(Stake.name) private readonly stakes: Model<Stake>) {}

  /** @returns the latest `limit` stakes of a user, newest first */
  async of(userId: Types.ObjectId, limit: number): Promise<UserStake[]> {
    const found = await this.stakes.find({ userId }).sort({ _id: -1 }).limit(limit).lean<Stake[]>();
    return found.map(({ _id, amount, totalEarned, status, activatedAt, completedAt }) => ({
      id: _id,
      amount: exact(amount),
      totalEarned: exact(totalEarned) ?? ZERO,
      status,
      activatedAt: (activatedAt as Date | undefined) ?? null,
      completedAt: completedAt ?? null,
    }));
  }
}

function exact(stored: unknown): Money | null {
  const micros = microsFromStored(stored);
  return micros === null ? null : moneyFromMicros(micros);
}
