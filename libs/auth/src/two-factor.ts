import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Connection, Model, Types } from 'mongoose';
import { AppConfig } from '#lib/config';
import { runInTransaction } from '#lib/database';
import { DatabaseClock } from '#lib/workers';
import { assertOpen, countFailure, forgetFailures, open } from './code-attempts.js';
import { Confirmation } from './confirmation.js';
import { Credential, type Totp } from './credential.schema.js';
import {
  EnrolmentInvalidError,
  NoCredentialError,
  TwoFAAlreadyEnabledError,
  TwoFACodeUsedError,
  TwoFAInvalidError,
  TwoFANotEnabledError,
  TwoFANotSetUpError,
  TwoFARequiredError,
} from './errors.js';
import { Passwords } from './passwords.js';
import { hashOfWrittenCode, isWrittenCode, newRecoveryCodes, newWrittenCode } from './recovery-codes.js';
import { SecretBox } from './secret-box.js';
import { isCode, newTotpSecret, otpauthUri, secondsUntilAfter, stepOfCode } from './totp.js';

/** How long an enrolment code works. */
const ENROLMENT_MINUTES = 30;

/** What an admin enrols with. */
export interface EnrolmentProof {
  readonly enrolmentCode: string;
  readonly password: string;
}

/** Time-based one-time codes (RFC 6238) of which each works once (docs/specification.md 3, Authentication). */
@Injectable()
export class TwoFactor {
  constructor(
    @InjectModel(Credential.name) private readonly credentials: Model<Credential>,
    @InjectConnection() private readonly connection: Connection,
    private readonly secrets: SecretBox,
    private readonly passwords: Passwords,
    private readonly config: AppConfig,
    private readonly clock: DatabaseClock,
  ) {}

  /**
   * Checks an admin's code: of the authenticator app, or one of the recovery codes. It is not used up by that; of any
   * number of changes that are confirmed with one code, exactly one goes through. Passes without a code where the admin
   * has no 2FA and TWO_FA_ENFORCED is false.
   * @param code what the client sent as `twoFACode`, whatever it is
   * @throws TwoFANotEnabledError, TwoFARequiredError, TwoFAInvalidError, TwoFACodeUsedError, AccountLockedError
   */
  async check(userId: Types.ObjectId, code: unknown, now = this.clock.now()): Promise<Confirmation> {
    const credential = await this.credentials.findOne({ userId }).lean<Credential>();
    if (credential?.totp?.enabled !== true) {
      if (this.config.twoFaEnforced) throw new TwoFANotEnabledError();
      return new Confirmation(() => Promise.resolve());
    }
    if (isWrittenCode(code)) return this.checkRecoveryCode(credential, code, now);
    if (!isCode(code)) throw new TwoFARequiredError();
    return this.checkStep(credential, credential.totp, code, now);
  }

  private async checkStep(credential: Credential, totp: Totp, code: string, now: Date): Promise<Confirmation> {
    const { userId } = credential;
    const step = await this.verifiedStep(credential, totp, code, now);
    if (totp.lastStep >= step) throw new TwoFACodeUsedError(secondsUntilAfter(totp.lastStep, now));
    const change = randomUUID();
    const unused = { $or: [{ 'totp.lastStep': { $lt: step } }, { 'totp.lastStep': step, 'totp.usedBy': change }] };
    const burnt = { 'totp.lastStep': step, 'totp.usedBy': change, ...this.sealedAnew(userId, totp) };
    return new Confirmation((session) => this.burn(session, userId, unused, burnt, now));
  }

  private async checkRecoveryCode(credential: Credential, code: string, now: Date): Promise<Confirmation> {
    const { userId, recoveryCodes = [] } = credential;
    assertOpen(credential.codeCheck, now);
    const hash = hashOfWrittenCode(userId, code);
    if (!recoveryCodes.some((kept) => kept.hash === hash && kept.usedAt === null)) {
      throw new TwoFAInvalidError(await countFailure(this.credentials, userId, now));
    }
    const change = randomUUID();
    const unused = { recoveryCodes: { $elemMatch: { hash, usedBy: { $in: [null, change] } } } };
    const burnt = { 'recoveryCodes.$.usedAt': now, 'recoveryCodes.$.usedBy': change };
    return new Confirmation((session) => this.burn(session, userId, unused, burnt, now));
  }

  private async burn(
    session: ClientSession | null,
    userId: Types.ObjectId,
    unused: Record<string, unknown>,
    burnt: Record<string, unknown>,
    now: Date,
  ): Promise<void> {
    const options = session === null ? {} : { session };
    const updated = await this.credentials.collection.updateOne(
      { userId, 'totp.enabled': true, ...unused, ...open(now) },
      { $set: { ...burnt, ...forgetFailures() } },
      options,
    );
    if (updated.matchedCount === 1) return;
    const after = await this.credentials.findOne({ userId }, null, options).lean<Credential>();
    assertOpen(after?.codeCheck, now);
    if (after?.totp?.enabled !== true) throw new TwoFANotEnabledError();
    throw new TwoFACodeUsedError(secondsUntilAfter(after.totp.lastStep, now));
  }

  /**
   * Lets an admin who has no 2FA enrol it: who gets in with a password alone must not be able to (docs/specification.md 3).
   * @returns the code to give with `setup`, once, within `ENROLMENT_MINUTES`; an earlier one is of no use any more
   * @throws TwoFAAlreadyEnabledError, NoCredentialError
   */
  async grantEnrolment(
    session: ClientSession,
    userId: Types.ObjectId,
    now = this.clock.now(),
  ): Promise<{ enrolmentCode: string; expiresAt: Date }> {
    const enrolmentCode = newWrittenCode();
    const expiresAt = new Date(now.getTime() + ENROLMENT_MINUTES * 60_000);
    const enrolment = { hash: hashOfWrittenCode(userId, enrolmentCode), expiresAt };
    const granted = await this.credentials.updateOne(
      { userId, 'totp.enabled': { $ne: true } },
      { $set: { enrolment }, $unset: { totp: 1 } },
      { session },
    );
    if (granted.matchedCount === 0) {
      if (await this.credentials.exists({ userId }).session(session)) throw new TwoFAAlreadyEnabledError();
      throw new NoCredentialError();
    }
    return { enrolmentCode, expiresAt };
  }

  /**
   * Makes a new secret, not yet in force. The only place that ever gives a secret out.
   * @param label what the authenticator app shows, the e-mail address
   * @param proof of an admin: enrolment code and password; null for others
   * @param inSameTransaction what is written together with it
   * @throws TwoFAAlreadyEnabledError, TwoFANotSetUpError (the user has no credentials), EnrolmentInvalidError,
   *   AccountLockedError
   */
  async setup(
    userId: Types.ObjectId,
    label: string,
    proof: EnrolmentProof | null,
    inSameTransaction: (session: ClientSession) => Promise<void>,
    now = this.clock.now(),
  ): Promise<{ secret: string; otpauthUri: string }> {
    const secret = newTotpSecret();
    const enrolment = proof === null ? null : await this.provenEnrolment(userId, proof, now);
    const totp: Totp = {
      secretEncrypted: this.secrets.seal(secret, userId.toHexString()),
      enabled: false,
      lastStep: 0,
      ...(enrolment === null ? {} : { enrolment }),
    };
    await runInTransaction(this.connection, async (session) => {
      const stored = await this.credentials.updateOne(
        { userId, 'totp.enabled': { $ne: true }, ...(enrolment === null ? {} : { 'enrolment.hash': enrolment }) },
        { $set: { totp } },
        { session },
      );
      if (stored.matchedCount === 0) {
        if (await this.credentials.exists({ userId }).session(session)) throw new TwoFAAlreadyEnabledError();
        throw new TwoFANotSetUpError();
      }
      await inSameTransaction(session);
    });
    return { secret, otpauthUri: otpauthUri(secret, label) };
  }

  /**
   * Puts the secret of `setup` in force, with one of its codes as the proof that the app has it. That code is used up,
   * and so is the enrolment code.
   * @param granted whether the secret must have been made with an enrolment code that is still the newest
   * @param inSameTransaction what is written together with it
   * @returns the recovery codes, shown this once
   * @throws TwoFAAlreadyEnabledError, TwoFANotSetUpError, TwoFAInvalidError, AccountLockedError
   */
  async enable(
    userId: Types.ObjectId,
    code: string,
    { granted }: { granted: boolean },
    inSameTransaction: (session: ClientSession) => Promise<void>,
    now = this.clock.now(),
  ): Promise<readonly string[]> {
    const credential = await this.credentials.findOne({ userId }).lean<Credential>();
    if (credential?.totp === undefined) throw new TwoFANotSetUpError();
    if (credential.totp.enabled) throw new TwoFAAlreadyEnabledError();
    const { totp } = credential;
    if (granted && totp.enrolment === undefined) throw new TwoFANotSetUpError();
    const step = await this.verifiedStep(credential, totp, code, now);

    const recoveryCodes = newRecoveryCodes();
    const kept = recoveryCodes.map((text) => ({ hash: hashOfWrittenCode(userId, text), usedAt: null, usedBy: null }));
    await runInTransaction(this.connection, async (session) => {
      const enabled = await this.credentials.updateOne(
        {
          userId,
          'totp.enabled': false,
          'totp.secretEncrypted': totp.secretEncrypted,
          ...(granted ? { 'enrolment.hash': totp.enrolment } : {}),
          ...open(now),
        },
        {
          $set: { 'totp.enabled': true, 'totp.lastStep': step, recoveryCodes: kept, ...forgetFailures() },
          $unset: { enrolment: 1 },
        },
        { session },
      );
      if (enabled.matchedCount === 0) throw new TwoFANotSetUpError();
      await inSameTransaction(session);
    });
    return recoveryCodes;
  }

  /** @returns the hash of the enrolment code */
  private async provenEnrolment(userId: Types.ObjectId, proof: EnrolmentProof, now: Date): Promise<string> {
    const credential = await this.credentials.findOne({ userId }).lean<Credential>();
    if (credential?.totp?.enabled === true) throw new TwoFAAlreadyEnabledError();
    assertOpen(credential?.codeCheck, now);
    const hash = hashOfWrittenCode(userId, proof.enrolmentCode);
    const isGranted = credential?.enrolment?.hash === hash && credential.enrolment.expiresAt > now;
    const isOwner = await this.passwords.matches(credential?.passwordHash ?? null, proof.password);
    if (isGranted && isOwner) return hash;
    throw new EnrolmentInvalidError(await countFailure(this.credentials, userId, now));
  }

  /** After a change of SECRETS_KEY every secret is sealed with the new one when it is used next. */
  private sealedAnew(userId: Types.ObjectId, { secretEncrypted }: Totp): { 'totp.secretEncrypted'?: string } {
    if (this.secrets.isCurrent(secretEncrypted)) return {};
    const owner = userId.toHexString();
    return { 'totp.secretEncrypted': this.secrets.seal(this.secrets.open(secretEncrypted, owner), owner) };
  }

  private async verifiedStep(credential: Credential, totp: Totp, code: string, now: Date): Promise<number> {
    assertOpen(credential.codeCheck, now);
    const secret = this.secrets.open(totp.secretEncrypted, credential.userId.toHexString());
    const step = await stepOfCode(secret, code, now);
    if (step === null) {
      throw new TwoFAInvalidError(await countFailure(this.credentials, credential.userId, now));
    }
    return step;
  }
}
