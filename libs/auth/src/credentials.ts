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

  /** @returns whether the account's changes ask for a code */
  async state(session: ClientSession, userId: Types.ObjectId): Promise<{ twoFAEnabled: boolean }> {
    const credential = await this.credentials.findOne({ userId }).session(session).lean<Credential>();
    return { twoFAEnabled: credential?.totp?.enabled === true };
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
