import { sign, verify } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppConfig, verifyKeyOf } from '#lib/config';
import type { StoredSeal } from '../slot.schema.js';
import type { Slot } from '../slot.js';
import { differencesFromOrder, orderFromText, orderText, type Order } from './order.js';

/** Parts what is signed here from whatever else the key may sign. */
const DOMAIN = 'daily-declaration-returns order 1\n';

/** What is paid was never ordered, or stands otherwise than it was ordered. */
export class NotOrderedError extends Error {
  readonly code = 'NOT_ORDERED';
}

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
    const { orderSigningKey: key } = this.config;
    if (key === null || this.ownKeyId === null)
      throw new Error('ORDER_SIGNING_KEY is missing: this process cannot seal what is ordered');
    const text = orderText(order);
    return {
      order: text,
      keyId: this.ownKeyId,
      signature: sign(null, bytesOf(text), key).toString('base64url'),
    };
  }

  /**
   * The order of a slot, from its seal alone.
   * @throws NotOrderedError when there is no seal, when it is not from a key of ours, or is of another slot
   */
  orderOf(slot: Pick<Slot, '_id' | 'key' | 'seal'>): Order {
    const { seal } = slot;
    if (typeof seal?.order !== 'string' || typeof seal.signature !== 'string') {
      throw new NotOrderedError(`${slot.key} has no seal: nobody ordered it through this system`);
    }
    const known = this.config.orderVerifyKeys.find(({ id }) => id === seal.keyId);
    if (known === undefined) {
      throw new NotOrderedError(
        `${slot.key} is sealed with a key that this process does not know (${String(seal.keyId).slice(0, 16)}); see ORDER_VERIFY_KEY`,
      );
    }
    if (!verify(null, bytesOf(seal.order), known.key, Buffer.from(seal.signature, 'base64url'))) {
      throw new NotOrderedError(`The seal of ${slot.key} does not fit its order: it was changed afterwards`);
    }
    const order = orderFromText(seal.order);
    if (order.distributionId !== slot._id.toHexString()) {
      throw new NotOrderedError(`The seal of ${slot.key} is that of ${order.key} (${order.distributionId})`);
    }
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
}

function bytesOf(text: string): Buffer {
  return Buffer.from(DOMAIN + text);
}
