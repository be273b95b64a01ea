import { Types, mongo } from 'mongoose';

/** A user as the database holds one; tests break single fields. */
export interface UserRecord {
  readonly _id: Types.ObjectId;
  readonly [field: string]: unknown;
}

/** A stake as the database holds one; tests break single fields. */
export interface StakeRecord {
  readonly _id: Types.ObjectId;
  readonly [field: string]: unknown;
}

/** An alert that nobody has acknowledged and that goes to no webhook, as the database holds one. */
export function anAlert(fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    rule: 'SLOT_FAILED',
    facts: {},
    raisedAt: new Date(),
    acknowledgedAt: null,
    acknowledgedBy: null,
    delivery: 'none',
    deliveryAttempts: 0,
    nextDeliveryAt: null,
    deliveryError: null,
    ...fields,
  };
}

/** `usdt('12.5')`: an amount as it is stored. */
export function usdt(text: string): mongo.Decimal128 {
  return mongo.Decimal128.fromString(text);
}

/** An active user of the lowest rank, who shares no pool, with an empty wallet. `undefined` leaves a field out. */
export function aUser(fields: Readonly<Record<string, unknown>> = {}): UserRecord {
  const _id = new Types.ObjectId();
  return withoutUndefined({
    _id,
    email: `${_id.toHexString()}@example.com`,
    username: _id.toHexString(),
    role: 'user',
    rank: 'Stakeholder',
    premiumQualified: true,
    isActive: true,
    wallets: { earnings: usdt('0') },
    ...fields,
  });
}

/** An active stake of 100 USDT that has earned nothing yet. `undefined` leaves a field out. */
export function aStake(owner: Pick<UserRecord, '_id'>, fields: Readonly<Record<string, unknown>> = {}): StakeRecord {
  return withoutUndefined({
    _id: new Types.ObjectId(),
    userId: owner._id,
    amount: usdt('100'),
    status: 'ACTIVE',
    totalEarned: usdt('0'),
    activatedAt: new Date('2025-06-01T00:00:00Z'),
    ...fields,
  });
}

/** The driver would store `undefined` as null. */
function withoutUndefined<T extends object>(record: T): T {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
}
