/** The JSON Web Token is missing, wrong, out of date, or its account may not sign in any more. */
export class UnauthenticatedError extends Error {
  readonly code = 'UNAUTHENTICATED';
  override readonly name = 'UnauthenticatedError';
}

/** A token that is wrong in any way, or of nobody: it is never said in which. */
export class InvalidTokenError extends UnauthenticatedError {
  constructor(options?: ErrorOptions) {
    super('The access token is not valid or has expired. Sign in again.', options);
  }
}

/** The platform's identity provider does not give its keys, so that its tokens cannot be checked. */
export class IdentityProviderAwayError extends Error {
  readonly code = 'IDENTITY_PROVIDER_AWAY';
  override readonly name = 'IdentityProviderAwayError';

  constructor(why: string, options?: ErrorOptions) {
    super(`The platform's identity provider cannot be asked. ${why}`, options);
  }
}

/** Somebody who came with a token of the platform's identity provider asks for what only a session of ours has. */
export class ProviderSessionError extends Error {
  readonly code = 'PROVIDER_SESSION';
  override readonly name = 'ProviderSessionError';

  constructor() {
    super("This sign-in is the platform's own: it cannot be ended here. Sign out where you signed in.");
  }
}

/** There is no session that goes on: it has ended, or its refresh token was used before. */
export class SessionEndedError extends Error {
  readonly code = 'SESSION_ENDED';
  override readonly name = 'SessionEndedError';

  constructor() {
    super('There is no session to go on with. Sign in again.');
  }
}

/** E-mail address and password do not belong together; never says which of the two is wrong. */
export class InvalidCredentialsError extends Error {
  readonly code = 'INVALID_CREDENTIALS';
  override readonly name = 'InvalidCredentialsError';

  constructor() {
    super('The e-mail address or the password is not right.');
  }
}

/** Too many wrong passwords or codes: this check is closed for a while. */
export class AccountLockedError extends Error {
  readonly code = 'ACCOUNT_LOCKED';
  override readonly name = 'AccountLockedError';

  constructor(
    what: 'passwords' | 'codes',
    /** Seconds until the check opens again. */
    readonly retryAfterSeconds: number,
  ) {
    const how = what === 'passwords' ? ', or sign in with password and 2FA code together' : '';
    super(`Too many wrong ${what}. Try again in ${retryAfterSeconds} seconds${how}.`);
  }
}

/** The code of the authenticator app was not sent, or is not 6 digits. */
export class TwoFARequiredError extends Error {
  readonly code = 'TWO_FA_REQUIRED';
  override readonly name = 'TwoFARequiredError';

  constructor() {
    super('This change needs the 6-digit code of your authenticator app, as a string in twoFACode.');
  }
}

/** The code is not one of the account's codes of this moment. */
export class TwoFAInvalidError extends Error {
  readonly code = 'TWO_FA_INVALID';
  override readonly name = 'TwoFAInvalidError';
  /** Whether it was one wrong code too many. */
  readonly locked: boolean;

  constructor({ locked }: { locked: boolean } = { locked: false }) {
    super('The 2FA code is not right, or is too old. Enter the code that your authenticator app shows now.');
    this.locked = locked;
  }
}

/** The code was right once, and has been used. */
export class TwoFACodeUsedError extends Error {
  readonly code = 'TWO_FA_CODE_USED';
  override readonly name = 'TwoFACodeUsedError';
  readonly details: readonly { field: string; message: string; value: number }[];

  constructor(
    /** Seconds until the authenticator app shows the next code that works. */
    readonly retryAfterSeconds: number,
  ) {
    super(`This 2FA code has been used; a code works once. The next one comes in ${retryAfterSeconds} seconds.`);
    this.details = [
      {
        field: 'twoFACode',
        message: `used; the next code comes in ${retryAfterSeconds} seconds`,
        value: retryAfterSeconds,
      },
    ];
  }
}

/** The admin has no 2FA, and changes need it (TWO_FA_ENFORCED). */
export class TwoFANotEnabledError extends Error {
  readonly code = 'TWO_FA_NOT_ENABLED';
  override readonly name = 'TwoFANotEnabledError';

  constructor() {
    super('Changes need two-factor authentication. Set it up with POST /auth/2fa/setup and POST /auth/2fa/enable.');
  }
}

/** 2FA is on already, so its secret is not given out again. */
export class TwoFAAlreadyEnabledError extends Error {
  readonly code = 'TWO_FA_ALREADY_ENABLED';
  override readonly name = 'TwoFAAlreadyEnabledError';

  constructor() {
    super('Two-factor authentication is on already.');
  }
}

/** There is no secret to turn on: setup was not called, or was called again in the meantime. */
export class TwoFANotSetUpError extends Error {
  readonly code = 'TWO_FA_NOT_SET_UP';
  override readonly name = 'TwoFANotSetUpError';

  constructor() {
    super('Two-factor authentication is not set up. Call POST /auth/2fa/setup first.');
  }
}

/** A stored secret cannot be read: it was encrypted with another key, for another user, or was tampered with. */
export class SecretUnreadableError extends Error {
  readonly code = 'SECRET_UNREADABLE';
  override readonly name = 'SecretUnreadableError';
}

/** An admin enrols 2FA with an enrolment code and the password, and one of them was not sent. */
export class EnrolmentRequiredError extends Error {
  readonly code = 'ENROLMENT_REQUIRED';
  override readonly name = 'EnrolmentRequiredError';

  constructor() {
    super('An admin sets 2FA up with enrolmentCode and password. "npm run password" or another admin gives the code.');
  }
}

/** Enrolment code and password are not both right; never says which of the two is wrong. */
export class EnrolmentInvalidError extends Error {
  readonly code = 'ENROLMENT_INVALID';
  override readonly name = 'EnrolmentInvalidError';
  /** Whether it was one wrong attempt too many. */
  readonly locked: boolean;

  constructor({ locked }: { locked: boolean }) {
    super('The enrolment code is not right or is older than 30 minutes, or the password is not right.');
    this.locked = locked;
  }
}

/** The user has no password yet. */
export class NoCredentialError extends Error {
  readonly code = 'NO_CREDENTIAL';
  override readonly name = 'NoCredentialError';

  constructor() {
    super('This user has no password yet. "npm run password" gives one.');
  }
}
