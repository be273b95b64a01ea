import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { COLLECTIONS, UnsuitableDatabaseError } from '#lib/database';
import { slotFromStored } from '../slot.js';
import type { StoredSlot } from '../slot.schema.js';
import type { OrderSeals } from './order-seals.js';
import { newOrder } from './order.js';

/** Of the record that says since when nothing is paid without a seal. */
const RECORD_ID = 'orders';
const AT_ONCE = 100;
const UNSEALED = { seal: { $exists: false } };

/**
 * Whether every slot there was has its seal. From then on what has none was not ordered; before it, on a database of an
 * earlier version, nothing is paid.
 */
@Injectable()
export class OrdersInForce {
  private known = false;

  constructor(@InjectConnection() private readonly connection: Connection) {}

  /** Notes it on a database that holds no slot without a seal. @returns whether it is so */
  async noteIfSealed(): Promise<boolean> {
    this.known ||= await isNoted(this.connection);
    if (this.known) return true;
    const unsealed = await this.connection
      .collection(COLLECTIONS.distributions)
      .findOne(UNSEALED, { projection: { _id: 1 } });
    if (unsealed === null) await note(this.connection);
    return unsealed === null;
  }
}

/**
 * Seals the slots of an earlier version as they stand, once in the life of a database. Killed and run again it goes on
 * where it was.
 * @returns how many were sealed
 * @throws UnsuitableDatabaseError when there are some and this process has no key
 */
export async function sealOldOrders(
  connection: Connection,
  seals: OrderSeals,
  onSlot: (done: number) => void = () => undefined,
): Promise<number> {
  if (await isNoted(connection)) return 0;
  const distributions = connection.collection<StoredSlot>(COLLECTIONS.distributions);
  let done = 0;
  for await (const stored of distributions.find(UNSEALED, { batchSize: AT_ONCE })) {
    if (!seals.canSeal) {
      throw new UnsuitableDatabaseError(
        'The database holds slots without a seal: ORDER_SIGNING_KEY is needed to seal them.',
      );
    }
    const slot = slotFromStored(stored);
    const seal = seals.seal(newOrder(stored, slot, 'migration'));
    await distributions.updateOne({ _id: stored._id, ...UNSEALED }, { $set: { seal } });
    done += 1;
    onSlot(done);
  }
  await note(connection);
  return done;
}

async function isNoted(connection: Connection): Promise<boolean> {
  return (await records(connection).findOne({ _id: RECORD_ID })) !== null;
}

async function note(connection: Connection): Promise<void> {
  await records(connection).updateOne({ _id: RECORD_ID }, { $currentDate: { sealedSince: true } }, { upsert: true });
}

function records(connection: Connection) {
  return connection.collection<{ _id: string }>(COLLECTIONS.systems);
}
