import { Injectable } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Connection, Model, Types } from 'mongoose';
import { AppConfig } from '#lib/config';
import { runInTransaction } from '#lib/database';
import { assertOpen, countFailure, forgetFailures, open } from './attempts.js';
import { Credential, type Totp } from './credential.schema.js';
import {
  TwoFAAlreadyEnabledError,
  TwoFACodeUsedError,
  TwoFAInvalidError,
  TwoFANotEnabledError,
  TwoFANotSetUpError,
  TwoFARequiredError,
} from './errors.js';
import { SecretBox } from './secret-box.js';
import { isCode, newTotpSecret, otpauthUri, secondsUntilAfter, stepOfCode } from './totp.js';

/** Time-based one-time codes (RFC 6238) of which each works once (spec.md section 3, Authentication). */
@Injectable()
export class TwoFactor {
  constructor(
    @InjectModel(Credential.name) private readonly credentials: Model<Credential>,
    @InjectConnection() private readonly connection: Connection,
    private readonly secrets: SecretBox,
    private readonly config: AppConfig,
  ) {}

  /**
   * Checks an admin's code and uses it up: of any number of requests with one code, exactly one passes. Passes without
   * a code where the admin has no 2FA and TWO_FA_ENFORCED is false.
   * @param code what the client sent as `twoFACode`, whatever it is
   * @throws TwoFANotEnabledError, TwoFARequiredError, TwoFAInvalidError, TwoFACodeUsedError, AccountLockedError
   */
  async burn(userId: Types.ObjectId, code: unknown, now = new Date()): Promise<void> {
    const credential = await this.credentials.findOne({ userId }).lean<Credential>();
    if (credential?.totp?.enabled !== true) {
      if (this.config.twoFaEnforced) throw new TwoFANotEnabledError();
      return;
    }
    if (!isCode(code)) throw new TwoFARequiredError();
    const step = await this.verifiedStep(credential, credential.totp, code, now);

    const burnt = await this.credentials.updateOne(
      { userId, 'totp.enabled': true, 'totp.lastStep': { $lt: step }, ...open('codeCheck', now) },
      { $set: { 'totp.lastStep': step, ...this.sealedAnew(userId, credential.totp), ...forgetFailures('codeCheck') } },
    );
    if (burnt.matchedCount === 1) return;
    const after = await this.credentials.findOne({ userId }).lean<Credential>();
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
