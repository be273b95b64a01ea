import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model, mongo } from 'mongoose';
import { DatabaseClock } from '#lib/workers';
import { LOCK_MS, MAX_FAILURES } from './code-attempts.js';
import { AccountLockedError } from './errors.js';
import { SignInAttempt } from './sign-in-attempt.schema.js';

/** Wrong passwords at one account, from wherever, after which each further attempt waits longer. */
const SLOW_FROM = 10;
/** After so long without a wrong password an account is as fast as before. */
const SLOW_MS = 3_600_000;
const FIRST_WAIT_MS = 1_000;

/** Somebody who tries to sign in. */
export interface Attempt {
  /** The e-mail address that was given, in lower case. */
  readonly address: string;
  /** What the client is known by, such as its network address. */
  readonly client: string;
  /** Whether the password came together with a code. */
  readonly withCode: boolean;
}

/**
 * Counts wrong passwords, in the database, so that all processes count together, and by the address that was given, so
 * that nothing tells whether somebody has it (docs/specification.md 3). Five wrong ones from one client lock the account
 * for that client. Many from everywhere slow the account down for whoever comes without a code: its owner comes with
 * one. Attempts with a code are counted apart, so that no neighbour's wrong passwords stand in the owner's way.
 */
@Injectable()
export class SignInAttempts {
  constructor(
    @InjectModel(SignInAttempt.name) private readonly attempts: Model<SignInAttempt>,
    private readonly clock: DatabaseClock,
  ) {}

  /** @throws AccountLockedError if the password is not to be looked at now */
  async assertMayTry(attempt: Attempt, now = this.clock.now()): Promise<void> {
    const account = hashOf(attempt.address);
    const [own, all] = await Promise.all([this.read(clientKey(attempt)), this.read(account)]);
    assertUnlocked(own, now);
    if (attempt.withCode || all === null || !isSlow(all, now)) return;
    assertUnlocked(all, now);
    // Of many that come when the wait is over, one is looked at.
    const taken = await this.collection.updateOne(
      { _id: account, lockedUntil: all.lockedUntil },
      { $set: { lockedUntil: new Date(now.getTime() + waitAfter(all.failures)) } },
    );
    if (taken.matchedCount === 0) throw new AccountLockedError('passwords', 1);
  }

  /**
   * Counts a wrong password, each counter in one atomic step: of any number of parallel attempts of a client at most
   * five are told that they were wrong.
   * @returns whether this attempt has locked the account for its client, and whether it has made the account slow
   * @throws AccountLockedError if the client was locked meanwhile
   */
  async countFailure(attempt: Attempt, now = this.clock.now()): Promise<{ locked: boolean; slowed: boolean }> {
    const account = hashOf(attempt.address);
    const own = await this.count(clientKey(attempt), account, now, LOCK_MS, { lockAt: MAX_FAILURES });
    if (own === null) {
      assertUnlocked(await this.read(clientKey(attempt)), now);
      throw new AccountLockedError('passwords', 1);
    }
    const all = await this.count(account, account, now, SLOW_MS);
    return { locked: own.lockedUntil !== null, slowed: all?.failures === SLOW_FROM };
  }

  /** After a right password nothing is left of the client's wrong ones; the account's own count goes by with time. */
  async forget(attempt: Attempt): Promise<void> {
    await this.collection.deleteOne({ _id: clientKey(attempt) });
  }

  /** Forgets every wrong password at an account, from wherever. */
  async forgetAll(session: ClientSession, address: string): Promise<void> {
    await this.collection.deleteMany({ account: hashOf(address) }, { session });
  }

  private async count(
    _id: string,
    account: string,
    now: Date,
    memoryMs: number,
    { lockAt }: { lockAt?: number } = {},
  ): Promise<SignInAttempt | null> {
    await this.collection.updateOne(
      { _id },
      {
        $setOnInsert: { account, failures: 0, lastFailureAt: null, lockedUntil: null, expiresAt: later(now, memoryMs) },
      },
      { upsert: true },
    );
    const recent = { $gt: ['$lastFailureAt', later(now, -memoryMs)] };
    const locks =
      lockAt === undefined
        ? []
        : [{ $set: { lockedUntil: { $cond: [{ $gte: ['$failures', lockAt] }, later(now, LOCK_MS), null] } } }];
    const isOpen = lockAt === undefined ? {} : { lockedUntil: { $not: { $gt: now } } };
    return this.collection.findOneAndUpdate(
      { _id, ...isOpen },
      [
        { $set: { failures: { $cond: [recent, { $add: ['$failures', 1] }, 1] } } },
        { $set: { lastFailureAt: now, expiresAt: later(now, memoryMs) } },
        ...locks,
      ],
      { returnDocument: 'after' },
    );
  }

  private read(_id: string): Promise<SignInAttempt | null> {
    return this.collection.findOne({ _id });
  }

  private get collection(): mongo.Collection<SignInAttempt> {
    return this.attempts.collection as unknown as mongo.Collection<SignInAttempt>;
  }
}

function assertUnlocked(attempt: SignInAttempt | null, now: Date): void {
  const leftMs = (attempt?.lockedUntil?.getTime() ?? 0) - now.getTime();
  if (leftMs > 0) throw new AccountLockedError('passwords', Math.ceil(leftMs / 1000));
}

function isSlow({ failures, lastFailureAt }: SignInAttempt, now: Date): boolean {
  return failures >= SLOW_FROM && (lastFailureAt?.getTime() ?? 0) > now.getTime() - SLOW_MS;
}

/** Twice as long after each wrong password, 15 minutes at most. */
function waitAfter(failures: number): number {
  return Math.min(LOCK_MS, FIRST_WAIT_MS * 2 ** (failures - SLOW_FROM));
}

function clientKey({ address, client, withCode }: Attempt): string {
  return `${hashOf(address)}/${hashOf(client)}${withCode ? '/code' : ''}`;
}

/** Of any length, and no list of those who have tried. */
function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

function later(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms);
}
