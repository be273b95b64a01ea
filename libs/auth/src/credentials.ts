import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model, Types } from 'mongoose';
import { assertOpen, countFailure, forgetFailures, open } from './attempts.js';
import { Credential } from './credential.schema.js';
import { InvalidCredentialsError } from './errors.js';
import { Passwords } from './passwords.js';
import { SecretBox } from './secret-box.js';
import { UnknownAccountAttempts } from './unknown-account-attempts.js';

/** Documents in one insert. */
const BATCH = 1_000;

export interface NewCredential {
  readonly userId: Types.ObjectId;
  readonly password: string;
  /** Base32; given: 2FA is on from the start. */
  readonly totpSecret?: string;
}

/** Passwords of accounts, and who may try again. */
@Injectable()
export class Credentials {
  private readonly unknownAccounts = new UnknownAccountAttempts();

  constructor(
    @InjectModel(Credential.name) private readonly credentials: Model<Credential>,
    private readonly passwords: Passwords,
    private readonly secrets: SecretBox,
  ) {}

  /**
   * Gives a user a password and, with `totpSecret`, 2FA.
   * @throws MongoServerError 11000 if the user has credentials
   */
  async create(session: ClientSession | null, { userId, password, totpSecret }: NewCredential): Promise<void> {
    const passwordHash = await this.passwords.hash(password);
    const totp =
      totpSecret === undefined
        ? {}
        : {
            totp: { secretEncrypted: this.secrets.seal(totpSecret, userId.toHexString()), enabled: true, lastStep: 0 },
          };
    await this.credentials.create([{ userId, passwordHash, ...totp }], session === null ? {} : { session });
  }

  /** Gives many users one and the same password with one hash, for seeding: hashing each would take minutes. */
  async createMany(
    session: ClientSession | null,
    userIds: readonly Types.ObjectId[],
    { password }: { password: string },
  ): Promise<void> {
    const passwordHash = await this.passwords.hash(password);
    const now = new Date();
    for (let from = 0; from < userIds.length; from += BATCH) {
      const batch = userIds.slice(from, from + BATCH);
      await this.credentials.collection.insertMany(
        batch.map((userId) => ({ userId, passwordHash, createdAt: now, updatedAt: now })),
        session === null ? {} : { session },
      );
    }
  }

  /**
   * Gives a user another password, or a first one, opens what wrong attempts had locked, and ends every session.
   * @param forget2FA takes 2FA away, for somebody who has lost its secret
   */
  async reset(
    session: ClientSession,
    userId: Types.ObjectId,
    { password, forget2FA }: { password: string; forget2FA: boolean },
  ): Promise<void> {
    const passwordHash = await this.passwords.hash(password);
    await this.credentials.updateOne(
      { userId },
      {
        $set: { passwordHash, ...forgetFailures('passwordCheck'), ...forgetFailures('codeCheck') },
        $inc: { sessionEpoch: 1 },
        ...(forget2FA ? { $unset: { totp: 1 } } : {}),
      },
      { session, upsert: true },
    );
  }

  /**
   * Checks a password. A right one resets the count of failures; the fifth wrong one locks the check for 15 minutes.
   * An address without an account gets the same answers after the same time.
   * @param userId whose password; null if nobody has the address
   * @param address the e-mail address that was given, in lower case
   * @returns the epoch of the account's sessions, and whether its changes ask for a code
   * @throws InvalidCredentialsError, AccountLockedError
   */
  async verifyPassword(
    { userId, address, password }: { userId: Types.ObjectId | null; address: string; password: string },
    now = new Date(),
  ): Promise<{ epoch: number; twoFAEnabled: boolean }> {
    const credential = userId === null ? null : await this.credentials.findOne({ userId }).lean<Credential>();
    if (credential !== null) assertOpen('passwordCheck', credential.passwordCheck, now);
    const right = await this.passwords.matches(credential?.passwordHash ?? null, password);

    if (credential === null) {
      this.unknownAccounts.count(address, now);
      throw new InvalidCredentialsError();
    }
    if (!right) {
      await countFailure(this.credentials, 'passwordCheck', credential.userId, now);
      throw new InvalidCredentialsError();
    }
    await this.acceptPassword(credential, now);
    return { epoch: credential.sessionEpoch ?? 0, twoFAEnabled: credential.totp?.enabled === true };
  }

  /** The account may have been locked while the password was being hashed: only an open one is let in. */
  private async acceptPassword({ userId }: Credential, now: Date): Promise<void> {
    const accepted = await this.credentials.updateOne(
      { userId, ...open('passwordCheck', now) },
      { $set: forgetFailures('passwordCheck') },
    );
    if (accepted.matchedCount === 1) return;
    const credential = await this.credentials.findOne({ userId }).lean<Credential>();
    assertOpen('passwordCheck', credential?.passwordCheck, now);
    throw new InvalidCredentialsError();
  }
}
