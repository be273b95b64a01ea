import { Matches, type ValidationOptions } from 'class-validator';

/** Six digits, as a string: a number would lose leading zeros. */
export function IsTwoFACode(options?: ValidationOptions): PropertyDecorator {
  return Matches(/^\d{6}$/, { message: 'must be the 6 digits of the authenticator app, as a string', ...options });
}
