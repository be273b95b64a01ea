import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model, Types } from 'mongoose';
import { POOLS, POOL_NAMES, ZERO, formatMoney, formatRate, sumMoney } from '#lib/money';
import { NotOrderedError, OrderSeals, StoredSlot, type Chunk, type Order } from '#lib/slots';

/** Slots of which a process pays chunks one after the other. */
const KNOWN_AT_MOST = 16;

/** The orders of the slots whose chunks are paid here; a slot that has chunks is never ordered anew. */
@Injectable()
export class SealedOrders {
  private readonly known = new Map<string, Order>();

  constructor(
    @InjectModel(StoredSlot.name) private readonly distributions: Model<StoredSlot>,
    private readonly seals: OrderSeals,
  ) {}

  /** @throws NotOrderedError when the slot has no seal that holds, or is gone */
  async of(distributionId: Types.ObjectId): Promise<Order> {
    const id = distributionId.toHexString();
    const known = this.known.get(id);
    if (known !== undefined) return known;
    const slot = await this.distributions
      .findById(distributionId)
      .select({ key: 1, seal: 1 })
      .lean<Pick<StoredSlot, '_id' | 'key' | 'seal'>>();
    if (slot === null) throw new NotOrderedError(`The slot ${id} of a chunk is not there`);
    const order = this.seals.orderOf(slot);
    const [oldest] = this.known.keys();
    if (oldest !== undefined && this.known.size >= KNOWN_AT_MOST) this.known.delete(oldest);
    this.known.set(id, order);
    return order;
  }
}

/**
 * Holds a chunk against the order: its copies of rate and cap, and its shares, none of which may pass the pool. Pure.
 * @throws NotOrderedError that says what differs
 */
export function assertOrdered(chunk: Chunk, order: Order): void {
  const where = `Chunk ${chunk.phase} ${chunk.index} of ${order.key}`;
  const told = (name: string, found: string, ordered: string): NotOrderedError =>
    new NotOrderedError(`${where}: its ${name} is ${found}, ordered was ${ordered}`);
  if (chunk.rate !== order.rate) throw told('rosPercentage', formatRate(chunk.rate), formatRate(order.rate));
  if (chunk.capPercent !== order.rules.capPercent) {
    throw told('capPercent', String(chunk.capPercent), String(order.rules.capPercent));
  }
  // What it takes back is held against the slot's own entries, and against an order of its own.
  if (chunk.subjects.kind === 'payouts') return;
  const pool = POOLS.find((each) => POOL_NAMES[each].phase === chunk.phase);
  const isShared = chunk.subjects.kind === 'shares' || chunk.subjects.kind === 'receivers';
  if (isShared !== (pool !== undefined) || (pool !== undefined && order.pools[pool] === ZERO)) {
    throw new NotOrderedError(`${where} names ${chunk.subjects.kind}, of which nothing was ordered`);
  }
  if (chunk.subjects.kind !== 'shares' || pool === undefined) return;
  const shares = sumMoney(chunk.subjects.amounts);
  if (shares > order.pools[pool] || chunk.subjects.amounts.some((amount) => amount < ZERO)) {
    throw told('shares', formatMoney(shares), `${formatMoney(order.pools[pool])} at most`);
  }
}
