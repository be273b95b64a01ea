import { Types } from 'mongoose';
import { microsFromStored, type PageId } from '#lib/database';
import { moneyFromMicros, rateFromMicros, type Money, type Rate } from '#lib/money';

/** A ledger entry as its owner sees it. Entries of other services are told as they are: null is what they lack. */
export interface UserEntry {
  readonly id: PageId;
  readonly type: string | null;
  readonly description: string | null;
  /** Null where what is stored is no amount. */
  readonly amount: Money | null;
  readonly status: string | null;
  /** Null for pool shares. */
  readonly stakeId: string | null;
  readonly distributionDate: string | null;
  readonly slotNumber: number | null;
  /** Null but for ROS. */
  readonly rate: Rate | null;
  readonly createdAt: Date | null;
}

/** An entry as the database holds one, whoever wrote it. */
export type StoredEntry = Readonly<Record<string, unknown>>;

/** Whatever is stored, there is a view of it. Pure. */
export function toUserEntry(entry: StoredEntry): UserEntry {
  const metadata = isRecord(entry['metadata']) ? entry['metadata'] : {};
  const amount = microsFromStored(entry['amount']);
  const rate = microsFromStored(metadata['rosPercentage']);
  return {
    id: entry['_id'] as PageId,
    type: text(entry['type']),
    description: text(entry['description']),
    amount: amount === null ? null : moneyFromMicros(amount),
    status: text(entry['status']),
    stakeId: entry['stakeId'] instanceof Types.ObjectId ? entry['stakeId'].toHexString() : text(entry['stakeId']),
    distributionDate: date(entry['distributionDate']),
    slotNumber: whole(entry['slotNumber']) ?? whole(metadata['slotNumber']),
    rate: rate === null ? null : rateFromMicros(rate),
    createdAt: instant(entry['createdAt']),
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function whole(value: unknown): number | null {
  const number = typeof value === 'number' ? value : microsFromStored(value) === null ? NaN : Number(value);
  return Number.isSafeInteger(number) ? number : null;
}

function instant(value: unknown): Date | null {
  return value instanceof Date && !Number.isNaN(value.getTime()) ? value : null;
}

function date(value: unknown): string | null {
  return instant(value)?.toISOString() ?? text(value);
}
