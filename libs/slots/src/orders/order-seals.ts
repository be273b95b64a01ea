import { sign, verify } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppConfig, verifyKeyOf } from '#lib/config';
import type { StoredSeal, StoredSlot } from '../slot.schema.js';
import type { Slot } from '../slot.js';
import { differencesFromOrder, orderFromText, orderText, type Order } from './order.js';
import { reversalFromText, reversalText, type ReversalOrder } from './reversal-order.js';

/** Parts what is signed here from whatever else the key may sign, and orders to pay from orders to take back. */
const DOMAINS = {
  order: 'daily-declaration-returns order 1\n',
  reversal: 'daily-declaration-returns reversal 1\n',
} as const;
type Domain = keyof typeof DOMAINS;

/** What is paid was never ordered, or stands otherwise than it was ordered. */
export class NotOrderedError extends Error {
  readonly code = 'NOT_ORDERED';
}

/** What of a slot is held against the order to take back what it paid. */
export type ReversedSlot = Pick<Slot, '_id' | 'key' | 'run'> & {
  readonly reversal?: Pick<
    NonNullable<StoredSlot['reversal']>,
    'seal' | 'reason' | 'requestedAt' | 'reinstatedAt'
  > | null;
};

/** Seals what is ordered, with Ed25519 (RFC 8032), and tells what is sealed from what is not. */
@Injectable()
export class OrderSeals {
  private readonly ownKeyId: string | null;

  constructor(private readonly config: AppConfig) {
    const { orderSigningKey: own } = config;
    this.ownKeyId = own === null ? null : verifyKeyOf(own).id;
  }

  /** Whether this process has the key that seals. */
  get canSeal(): boolean {
    return this.config.orderSigningKey !== null;
  }

  /** @throws Error in a process that was not given the key */
  seal(order: Order): StoredSeal {
    return this.signed('order', orderText(order));
  }

  /** @throws Error in a process that was not given the key */
  sealReversal(order: ReversalOrder): StoredSeal {
    return this.signed('reversal', reversalText(order));
  }

  /**
   * The order of a slot, from its seal alone.
   * @throws NotOrderedError when there is no seal, when it is not from a key of ours, or is of another slot
   */
  orderOf(slot: Pick<Slot, '_id' | 'key' | 'seal'>): Order {
    const order = orderFromText(this.textOf('order', slot.key, slot.seal));
    assertOfSlot(slot, order);
    return order;
  }

  /**
   * The order of a slot whose document says the same.
   * @throws NotOrderedError as `orderOf`, and when the document differs from the order
   */
  verified(slot: Slot): Order {
    const order = this.orderOf(slot);
    const differences = differencesFromOrder(slot, order);
    if (differences.length > 0) {
      throw new NotOrderedError(`${slot.key} is not as it was ordered: ${differences.join('; ')}`);
    }
    return order;
  }

  /**
   * The order to take back what a slot paid, whose document says the same.
   * @throws NotOrderedError when it has no seal that holds, or is of another slot or of another reversal
   */
  reversalOf(slot: ReversedSlot): ReversalOrder {
    const { key, reversal } = slot;
    const order = reversalFromText(this.textOf('reversal', key, reversal?.seal));
    assertOfSlot(slot, order);
    const { orderedAt, reason } = order;
    if (reversal?.reason !== reason || reversal.requestedAt.getTime() !== orderedAt.getTime()) {
      throw new NotOrderedError(`The reversal of ${key} is not as it was ordered at ${orderedAt.toISOString()}`);
    }
    return order;
  }

  /**
   * The same for the run that the slot is in.
   * @throws NotOrderedError as `reversalOf`, when it was ordered for another run, and when it was reinstated since
   */
  verifiedReversal(slot: ReversedSlot): ReversalOrder {
    const order = this.reversalOf(slot);
    const { key, run, reversal } = slot;
    const isOfRun = run.kind === 'reversal' && run.requestedAt.getTime() === order.orderedAt.getTime();
    if (!isOfRun || reversal?.reinstatedAt !== null) {
      throw new NotOrderedError(`The reversal of ${key} was not ordered for this run of it`);
    }
    return order;
  }

  private signed(domain: Domain, text: string): StoredSeal {
    const { orderSigningKey: key } = this.config;
    if (key === null || this.ownKeyId === null)
      throw new Error('ORDER_SIGNING_KEY is missing: this process cannot seal what is ordered');
    return {
      order: text,
      keyId: this.ownKeyId,
      signature: sign(null, bytesOf(domain, text), key).toString('base64url'),
    };
  }

  /** What was signed. @throws NotOrderedError */
  private textOf(domain: Domain, key: string, seal: StoredSeal | undefined): string {
    const what = domain === 'order' ? key : `The reversal of ${key}`;
    if (typeof seal?.order !== 'string' || typeof seal.signature !== 'string') {
      throw new NotOrderedError(`${what} has no seal: nobody ordered it through this system`);
    }
    const known = this.config.orderVerifyKeys.find(({ id }) => id === seal.keyId);
    if (known === undefined) {
      throw new NotOrderedError(
        `${what} is sealed with a key that this process does not know (${String(seal.keyId).slice(0, 16)}); see ORDER_VERIFY_KEY`,
      );
    }
    if (!verify(null, bytesOf(domain, seal.order), known.key, Buffer.from(seal.signature, 'base64url'))) {
      throw new NotOrderedError(`The seal of ${what} does not fit its order: it was changed afterwards`);
    }
    return seal.order;
  }
}

function assertOfSlot(
  { _id, key }: Pick<Slot, '_id' | 'key'>,
  order: { readonly distributionId: string; readonly key: string },
): void {
  if (order.distributionId === _id.toHexString()) return;
  throw new NotOrderedError(`The seal of ${key} is that of ${order.key} (${order.distributionId})`);
}

function bytesOf(domain: Domain, text: string): Buffer {
  return Buffer.from(DOMAINS[domain] + text);
}
