import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model, Types } from 'mongoose';
import { POOLS, POOL_NAMES, type Pool } from '#lib/money';
import { StoredChunk } from './chunk.schema.js';
import type { Slot } from './slot.js';

/** SHA-256 over the ids of those who share a pool, in the order of their shares. */
export class ReceiversDigest {
  private readonly hash = createHash('sha256');

  /** Passes the ids on, and takes them in. */
  async *over(userIds: AsyncIterable<Types.ObjectId>): AsyncGenerator<Types.ObjectId> {
    for await (const userId of userIds) {
      this.add(userId);
      yield userId;
    }
  }

  add(userId: Types.ObjectId): void {
    this.hash.update(userId.id);
  }

  /** 64 hexadecimal digits; nothing can be added afterwards. */
  hex(): string {
    return this.hash.digest('hex');
  }
}

/** Whether a pool is shared by those with whom planning froze it. */
@Injectable()
export class FrozenReceivers {
  constructor(@InjectModel(StoredChunk.name) private readonly chunks: Model<StoredChunk>) {}

  /**
   * @param onChunk called after each chunk that is read
   * @returns the pools whose planned chunks name others than were frozen, or in another order
   */
  async redirected({ _id, plan }: Pick<Slot, '_id' | 'plan'>, onChunk = (): void => undefined): Promise<Pool[]> {
    const redirected: Pool[] = [];
    for (const pool of POOLS) {
      const frozen = plan?.receivers[pool] ?? null;
      if (frozen !== null && frozen !== (await this.digest(_id, pool, onChunk))) redirected.push(pool);
    }
    return redirected;
  }

  private async digest(distributionId: Types.ObjectId, pool: Pool, onChunk: () => void): Promise<string> {
    const digest = new ReceiversDigest();
    const chunks = this.chunks.collection.find<Pick<StoredChunk, 'subjects'>>(
      { distributionId, phase: POOL_NAMES[pool].phase, secondChance: false },
      { projection: { subjects: 1 }, sort: { index: 1 }, batchSize: 100 },
    );
    for await (const { subjects } of chunks) {
      for (const userId of 'userIds' in subjects ? subjects.userIds : []) digest.add(userId);
      onChunk();
    }
    return digest.hex();
  }
}
