export { AccessTokens } from './access-tokens.js';
export { AuthModule } from './auth.module.js';
export { Confirmation } from './confirmation.js';
export { Credentials, type NewCredential, type TakenSecret } from './credentials.js';
export {
  AccountLockedError,
  EnrolmentInvalidError,
  EnrolmentRequiredError,
  IdentityProviderAwayError,
  InvalidCredentialsError,
  InvalidTokenError,
  NoCredentialError,
  ProviderSessionError,
  SecretUnreadableError,
  SessionEndedError,
  TwoFAAlreadyEnabledError,
  TwoFACodeUsedError,
  TwoFAInvalidError,
  TwoFANotEnabledError,
  TwoFANotSetUpError,
  TwoFARequiredError,
  UnauthenticatedError,
} from './errors.js';
export { Passwords } from './passwords.js';
export { ProviderTokens, type ProviderToken } from './provider-tokens.js';
export { SignInAttempts, type Attempt } from './sign-in-attempts.js';
export { SCOPES, isScope, type Scope } from './scopes.js';
export type { Audience } from './session.schema.js';
export { Sessions, TICKET_SECONDS, type SessionClaims, type SessionState, type StartedSession } from './sessions.js';
export { newTotpSecret, usableTotpSecret } from './totp.js';
export { TwoFactor, type EnrolmentProof } from './two-factor.js';
