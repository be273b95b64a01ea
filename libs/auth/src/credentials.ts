import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Types, type ClientSession, type Model } from 'mongoose';
import { forgetFailures } from './code-attempts.js';
import { Credential } from './credential.schema.js';
import { NoCredentialError } from './errors.js';
import { Passwords } from './passwords.js';
import { SecretBox } from './secret-box.js';
import { scopesOf, type Scope } from './scopes.js';

/** No user's id: looking for it takes what looking for a user's takes. */
const NOBODY = new Types.ObjectId('000000000000000000000000');
/** An enrolment code that was made before is of no use after a new password. */
const PENDING = { enrolment: 1 };
/** Documents in one insert. */
const BATCH = 1_000;

export interface NewCredential {
  readonly userId: Types.ObjectId;
  readonly password: string;
  /** Base32; given: 2FA is on from the start. */
  readonly totpSecret?: string;
}

/** What taking a TOTP secret over has written. */
export interface TakenSecret {
  /** Whether the account had no credential before. */
  readonly created: boolean;
  readonly secretEncrypted: string;
}

/** Passwords of accounts, and what admins may do. */
@Injectable()
export class Credentials {
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
        $set: { passwordHash, ...forgetFailures() },
        $inc: { sessionEpoch: 1 },
        $unset: forget2FA ? { ...PENDING, totp: 1, recoveryCodes: 1 } : PENDING,
      },
      { session, upsert: true },
    );
  }

  /**
   * Compares a password, with the same work whether or not there is an account, and whether or not it may be used.
   * @param userId whose password; null if nobody has the address
   * @returns whether it is right, the epoch of the account's sessions, and whether its changes ask for a code
   */
  async compare(
    userId: Types.ObjectId | null,
    password: string,
  ): Promise<{ right: boolean; epoch: number; twoFAEnabled: boolean }> {
    const credential = await this.credentials.findOne({ userId: userId ?? NOBODY }).lean<Credential>();
    const right = await this.passwords.matches(credential?.passwordHash ?? null, password);
    return { right, epoch: credential?.sessionEpoch ?? 0, twoFAEnabled: credential?.totp?.enabled === true };
  }

  /** @returns whether a user signs in with this password, and confirms with codes of this TOTP secret */
  async holds(
    userId: Types.ObjectId,
    { password, totpSecret }: { password: string; totpSecret?: string },
  ): Promise<{ password: boolean; totpSecret: boolean }> {
    const credential = await this.credentials.findOne({ userId }).lean<Credential>();
    const sealed = credential?.totp?.enabled === true ? credential.totp.secretEncrypted : null;
    return {
      password: await this.passwords.matches(credential?.passwordHash ?? null, password),
      totpSecret: sealed !== null && this.secrets.open(sealed, userId.toHexString()) === totpSecret,
    };
  }

  /** @returns whether the account's changes ask for a code */
  async state(session: ClientSession, userId: Types.ObjectId): Promise<{ twoFAEnabled: boolean }> {
    const credential = await this.credentials.findOne({ userId }).session(session).lean<Credential>();
    return { twoFAEnabled: credential?.totp?.enabled === true };
  }

  /** @returns of these users those whose changes ask for a code already, by their ids as text */
  async withTwoFA(session: ClientSession | null, userIds: readonly Types.ObjectId[]): Promise<ReadonlySet<string>> {
    if (userIds.length === 0) return new Set();
    const found = await this.credentials.collection
      .find(
        { userId: { $in: [...userIds] }, 'totp.enabled': true },
        { ...(session === null ? {} : { session }), projection: { userId: 1 } },
      )
      .toArray();
    return new Set(found.map(({ userId }) => String(userId)));
  }

  /**
   * Turns 2FA on with the secret that an account has in its authenticator app already; password and sessions stay as they are.
   * @param secret as `usableTotpSecret` gives it, of an account without 2FA
   */
  async takeOver(session: ClientSession, userId: Types.ObjectId, secret: string): Promise<TakenSecret> {
    const secretEncrypted = this.secrets.seal(secret, userId.toHexString());
    const result = await this.credentials.collection.updateOne(
      { userId, 'totp.enabled': { $ne: true } },
      { $set: { totp: { secretEncrypted, enabled: true, lastStep: 0 } } },
      { session, upsert: true },
    );
    return { created: result.upsertedCount === 1, secretEncrypted };
  }

  /**
   * Takes back what `takeOver` wrote.
   * @returns false where the account has used or changed it since: then it is left
   */
  async giveBack(
    session: ClientSession,
    userId: Types.ObjectId,
    { created, secretEncrypted }: TakenSecret,
  ): Promise<boolean> {
    const unused = { userId, 'totp.secretEncrypted': secretEncrypted, 'totp.lastStep': 0 };
    if (!created) {
      const result = await this.credentials.collection.updateOne(unused, { $unset: { totp: '' } }, { session });
      return result.modifiedCount === 1;
    }
    const untouched = { ...unused, passwordHash: { $exists: false } };
    return (await this.credentials.collection.deleteOne(untouched, { session })).deletedCount === 1;
  }

  /** Says what an admin may do. @throws NoCredentialError */
  async setScopes(session: ClientSession, userId: Types.ObjectId, scopes: readonly Scope[]): Promise<readonly Scope[]> {
    const before = await this.credentials
      .findOneAndUpdate({ userId }, { $set: { scopes } }, { session })
      .lean<Credential>();
    if (before === null) throw new NoCredentialError();
    return scopesOf(before.scopes);
  }
}
