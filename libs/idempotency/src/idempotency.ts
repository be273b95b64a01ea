import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import { DatabaseClock } from '#lib/workers';
import { IdempotencyKey, type StoredFailure } from './idempotency-key.schema.js';

/** One request of one admin that carries an `Idempotency-Key`. */
export interface IdempotencyScope {
  readonly adminId: string;
  readonly key: string;
  /** @see requestHash */
  readonly requestHash: string;
}

/** What the first request was answered. */
export interface FirstAnswer {
  readonly status: number;
  /** `{ message?, data?, meta? }` as plain JSON data. */
  readonly body: { readonly message?: string; readonly data?: unknown; readonly meta?: unknown };
}

/** The key was used before, for another request. */
export class IdempotencyKeyReusedError extends Error {
  readonly code = 'IDEMPOTENCY_KEY_REUSED';
  override readonly name = 'IdempotencyKeyReusedError';

  constructor() {
    super('This Idempotency-Key was used for another request. Use a new key for a new request.');
  }
}

/** The first request with the key failed after its change was accepted; the same answer again. */
export class FirstRequestFailedError extends Error {
  override readonly name = 'FirstRequestFailedError';

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** First answers, so that a request that is sent again changes nothing again (docs/specification.md 3.2). */
@Injectable()
export class Idempotency {
  constructor(
    @InjectModel(IdempotencyKey.name) private readonly keys: Model<IdempotencyKey>,
    private readonly clock: DatabaseClock,
  ) {}

  /**
   * Remembers the answer in the transaction of the change. A second request with the key that got this far at the same
   * time fails here on the unique index, and takes its change back with it.
   * @param scope undefined if the request has no key: nothing is remembered
   */
  async rememberAnswer(
    session: ClientSession,
    scope: IdempotencyScope | undefined,
    { status, body }: FirstAnswer,
  ): Promise<void> {
    if (scope === undefined) return;
    const { adminId, key, requestHash } = scope;
    await this.keys.collection.insertOne(
      { adminId, key, requestHash, status, body: asSent(body), at: this.clock.now() },
      { session },
    );
  }

  /**
   * Remembers what the request was answered in the end, where its change was only accepted in the transaction and the
   * work went on after it.
   */
  async settle({ adminId, key, requestHash }: IdempotencyScope, { status, body }: FirstAnswer): Promise<void> {
    await this.keys.collection.updateOne({ adminId, key, requestHash }, { $set: { status, body: asSent(body) } });
  }

  /** As `settle`, of a request that failed in the end. */
  async settleFailure({ adminId, key, requestHash }: IdempotencyScope, failure: StoredFailure): Promise<void> {
    await this.keys.collection.updateOne({ adminId, key, requestHash }, { $set: { failure } });
  }

  /**
   * @returns the first answer to the same request, or null
   * @throws IdempotencyKeyReusedError if the key belongs to another request; FirstRequestFailedError
   */
  async recall({ adminId, key, requestHash }: IdempotencyScope): Promise<FirstAnswer | null> {
    const found = await this.keys.findOne({ adminId, key }).lean<IdempotencyKey>();
    if (found === null) return null;
    if (found.requestHash !== requestHash) throw new IdempotencyKeyReusedError();
    if (found.failure !== undefined) throw new FirstRequestFailedError(found.failure.code, found.failure.message);
    return { status: found.status, body: found.body as FirstAnswer['body'] };
  }
}

/** Through JSON, as the client gets it: instants become text, undefined fields vanish. */
function asSent(body: FirstAnswer['body']): unknown {
  return JSON.parse(JSON.stringify(body));
}
