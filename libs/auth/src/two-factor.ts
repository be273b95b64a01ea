import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Connection, Model, Types } from 'mongoose';
import { AppConfig } from '#lib/config';
import { runInTransaction } from '#lib/database';
import { assertOpen, countFailure, forgetFailures, open } from './attempts.js';
import { Confirmation } from './confirmation.js';
import { Credential, type Totp } from './credential.schema.js';
import {
  TwoFAAlreadyEnabledError,
  TwoFACodeUsedError,
  TwoFAInvalidError,
  TwoFANotEnabledError,
  TwoFANotSetUpError,
  TwoFARequiredError,
} from './errors.js';
import { hashOfWrittenCode, isWrittenCode } from './recovery-codes.js';
import { SecretBox } from './secret-box.js';
import { isCode, newTotpSecret, otpauthUri, secondsUntilAfter, stepOfCode } from './totp.js';

/** Time-based one-time codes (RFC 6238) of which each works once (docs/specification.md 3, Authentication). */
@Injectable()
export class TwoFactor {
  constructor(
    @InjectModel(Credential.name) private readonly credentials: Model<Credential>,
    @InjectConnection() private readonly connection: Connection,
    private readonly secrets: SecretBox,
    private readonly config: AppConfig,
  ) {}

  /**
   * Checks an admin's code: of the authenticator app, or one of the recovery codes. It is not used up by that; of any
   * number of changes that are confirmed with one code, exactly one goes through. Passes without a code where the admin
   * has no 2FA and TWO_FA_ENFORCED is false.
   * @param code what the client sent as `twoFACode`, whatever it is
   * @throws TwoFANotEnabledError, TwoFARequiredError, TwoFAInvalidError, TwoFACodeUsedError, AccountLockedError
   */
  async check(userId: Types.ObjectId, code: unknown, now = new Date()): Promise<Confirmation> {
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
    assertOpen('codeCheck', credential.codeCheck, now);
    const hash = hashOfWrittenCode(userId, code);
    if (!recoveryCodes.some((kept) => kept.hash === hash && kept.usedAt === null)) {
      await countFailure(this.credentials, 'codeCheck', userId, now);
      throw new TwoFAInvalidError();
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
      { userId, 'totp.enabled': true, ...unused, ...open('codeCheck', now) },
      { $set: { ...burnt, ...forgetFailures('codeCheck') } },
      options,
    );
    if (updated.matchedCount === 1) return;
    const after = await this.credentials.findOne({ userId }, null, options).lean<Credential>();
    assertOpen('codeCheck', after?.codeCheck, now);
    if (after?.totp?.enabled !== true) throw new TwoFANotEnabledError();
    throw new TwoFACodeUsedError(secondsUntilAfter(after.totp.lastStep, now));
  }

  /**
   * Makes a new secret, not yet in force. The only place that ever gives a secret out.
   * @param label what the authenticator app shows, the e-mail address
   * @param inSameTransaction what is written together with it
   * @throws TwoFAAlreadyEnabledError, TwoFANotSetUpError (the user has no credentials)
   */
  async setup(
    userId: Types.ObjectId,
    label: string,
    inSameTransaction: (session: ClientSession) => Promise<void>,
  ): Promise<{ secret: string; otpauthUri: string }> {
    const secret = newTotpSecret();
    const totp: Totp = {
      secretEncrypted: this.secrets.seal(secret, userId.toHexString()),
      enabled: false,
      lastStep: 0,
    };
    await runInTransaction(this.connection, async (session) => {
      const stored = await this.credentials.updateOne(
        { userId, 'totp.enabled': { $ne: true } },
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
   * Puts the secret of `setup` in force, with one of its codes as the proof that the app has it. That code is used up.
   * @param inSameTransaction what is written together with it
   * @throws TwoFAAlreadyEnabledError, TwoFANotSetUpError, TwoFAInvalidError, AccountLockedError
   */
  async enable(
    userId: Types.ObjectId,
    code: string,
    inSameTransaction: (session: ClientSession) => Promise<void>,
    now = new Date(),
  ): Promise<void> {
    const credential = await this.credentials.findOne({ userId }).lean<Credential>();
    if (credential?.totp === undefined) throw new TwoFANotSetUpError();
    if (credential.totp.enabled) throw new TwoFAAlreadyEnabledError();
    const { totp } = credential;
    const step = await this.verifiedStep(credential, totp, code, now);

    await runInTransaction(this.connection, async (session) => {
      const enabled = await this.credentials.updateOne(
        { userId, 'totp.enabled': false, 'totp.secretEncrypted': totp.secretEncrypted, ...open('codeCheck', now) },
        { $set: { 'totp.enabled': true, 'totp.lastStep': step, ...forgetFailures('codeCheck') } },
        { session },
      );
      if (enabled.matchedCount === 0) throw new TwoFANotSetUpError();
      await inSameTransaction(session);
    });
  }

  /** After a change of SECRETS_KEY every secret is sealed with the new one when it is used next. */
  private sealedAnew(userId: Types.ObjectId, { secretEncrypted }: Totp): { 'totp.secretEncrypted'?: string } {
    if (this.secrets.isCurrent(secretEncrypted)) return {};
    const owner = userId.toHexString();
    return { 'totp.secretEncrypted': this.secrets.seal(this.secrets.open(secretEncrypted, owner), owner) };
  }

  private async verifiedStep(credential: Credential, totp: Totp, code: string, now: Date): Promise<number> {
    assertOpen('codeCheck', credential.codeCheck, now);
    const secret = this.secrets.open(totp.secretEncrypted, credential.userId.toHexString());
    const step = await stepOfCode(secret, code, now);
    if (step === null) {
      await countFailure(this.credentials, 'codeCheck', credential.userId, now);
      throw new TwoFAInvalidError();
    }
    return step;
  }
}
