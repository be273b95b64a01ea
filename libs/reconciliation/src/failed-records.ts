import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { Types, type Connection } from 'mongoose';
import { Accounts } from '#lib/accounts';
import { COLLECTIONS, microsFromStored } from '#lib/database';
import { isReversal } from '#lib/ledger';
import { cappedRosPayoutFloor6, moneyFromMicros, type Money } from '#lib/money';
import { RecordFailures, SlotStore, type FailurePage, type ListedFailure, type Slot } from '#lib/slots';

/** A record that a distribution could not pay, or a payout that it could not take back, and whose it is. */
export interface FailedRecord extends Omit<ListedFailure, 'amount'> {
  readonly slot: Slot;
  /** Null where the stake names no user, or is gone. */
  readonly userId: Types.ObjectId | null;
  /** Null where there is no such account. */
  readonly email: string | null;
  /** What is owed, or could not be taken back; null where that cannot be worked out. */
  readonly owed: Money | null;
}

interface StoredStake {
  readonly _id: Types.ObjectId;
  readonly userId?: unknown;
  readonly amount?: unknown;
  readonly totalEarned?: unknown;
}

/** Records of a date that could not be paid (docs/specification.md 3.2). */
@Injectable()
export class FailedRecords {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly failures: RecordFailures,
    private readonly slots: SlotStore,
    private readonly accounts: Accounts,
  ) {}

  /** @param slotNumber left out: of everything of the date @returns a page, in the order of their ids */
  async ofDate(date: string, slotNumber: number | undefined, page: FailurePage): Promise<FailedRecord[]> {
    const slots = (await this.slots.ofDate(date)).filter(
      (slot) => slotNumber === undefined || slot.slotNumber === slotNumber,
    );
    const byId = new Map(slots.map((slot) => [slot._id.toHexString(), slot]));
    const found = await this.failures.page(
      slots.map(({ _id }) => _id),
      page,
    );
    const stakes = await this.stakesOf(found);
    const receivers = await this.receiversOf(found);
    const userOf = ({ type, subjectId }: ListedFailure): Types.ObjectId | null =>
      isReversal(type) ? (receivers.get(String(subjectId)) ?? null) : ownerOf(type, subjectId, stakes);
    const accounts = await this.accounts.byIds(found.flatMap((failure) => userOf(failure) ?? []));
    return found.flatMap((one) => {
      const { amount, ...failure } = one;
      const slot = byId.get(failure.distributionId.toHexString());
      if (slot === undefined) return [];
      const userId = userOf(one);
      const email = userId === null ? null : (accounts.get(userId.toHexString())?.email ?? null);
      const owed = failure.type === 'ROI_EARNED' ? owedToStake(stakes.get(String(failure.subjectId)), slot) : amount;
      return [{ ...failure, slot, userId, email, owed }];
    });
  }

  /** Who got the payouts that could not be taken back, by the entries' ids as text. */
  private async receiversOf(failures: readonly ListedFailure[]): Promise<ReadonlyMap<string, Types.ObjectId>> {
    const ids = failures.filter(({ type }) => isReversal(type)).map(({ subjectId }) => subjectId);
    if (ids.length === 0) return new Map();
    const entries = await this.connection
      .collection<{ _id: Types.ObjectId; userId: Types.ObjectId }>(COLLECTIONS.transactions)
      .find({ _id: { $in: ids } }, { projection: { userId: 1 } })
      .toArray();
    return new Map(entries.map(({ _id, userId }) => [_id.toHexString(), userId]));
  }

  private async stakesOf(failures: readonly ListedFailure[]): Promise<ReadonlyMap<string, StoredStake>> {
    const ids = failures.filter(({ type }) => type === 'ROI_EARNED').map(({ subjectId }) => subjectId);
    if (ids.length === 0) return new Map();
    const stakes = await this.connection
      .collection<StoredStake>(COLLECTIONS.stakes)
      .find({ _id: { $in: ids } }, { projection: { userId: 1, amount: 1, totalEarned: 1 } })
      .toArray();
    return new Map(stakes.map((stake) => [String(stake._id), stake]));
  }
}

function ownerOf(
  type: ListedFailure['type'],
  subjectId: Types.ObjectId,
  stakes: ReadonlyMap<string, StoredStake>,
): Types.ObjectId | null {
  if (type !== 'ROI_EARNED') return subjectId;
  const userId = stakes.get(String(subjectId))?.userId;
  return userId instanceof Types.ObjectId ? userId : null;
}

/** What the slot would pay the stake as it is now; null where its amounts are none. */
function owedToStake(stake: StoredStake | undefined, { rate, rules }: Slot): Money | null {
  if (stake === undefined) return null;
  const amount = microsFromStored(stake.amount);
  const earned = microsFromStored(stake.totalEarned ?? 0);
  if (amount === null || earned === null || amount <= 0n || earned < 0n) return null;
  const { capPercent } = rules;
  const { payout } = cappedRosPayoutFloor6({
    ...{ amount: moneyFromMicros(amount), totalEarned: moneyFromMicros(earned), rate, capPercent },
  });
  return payout;
}
