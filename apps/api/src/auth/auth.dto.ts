import { ApiProperty } from '@nestjs/swagger';
import { IsEmail, IsOptional, IsString, Length } from 'class-validator';
import { RANKS, ROLES, type Account, type Rank, type Role } from '#lib/accounts';
import { IsTwoFACode } from '../http/requests/validators/is-two-fa-code.js';
import { EnrolmentRequiredError, SCOPES, type EnrolmentProof, type Scope, type SessionClaims } from '#lib/auth';
import type { OpenSession } from '../http/doors/known-sessions.js';
import { InstantOut } from '../http/document/documented.js';
import type { SignedInAccount } from './sign-in.js';

/** Longer than any code. */
const MAX_CODE = 40;

export class LoginBody {
  @ApiProperty({ type: String, description: 'E-mail address, any case', example: 'admin@example.com' })
  @IsEmail({}, { message: 'must be an e-mail address' })
  email: string;

  @ApiProperty({ type: String, description: 'Password', example: 'correct-horse-battery-staple', format: 'password' })
  @Length(1, 256, { message: 'must be 1 to 256 characters long' })
  @IsString({ message: 'must be a string' })
  password: string;

  @ApiProperty({
    type: String,
    required: false,
    maxLength: MAX_CODE,
    description: 'A code of the authenticator app, or a recovery code: gets in while others try many passwords',
  })
  @IsOptional()
  @Length(1, MAX_CODE, { message: `must be a code of 1 to ${MAX_CODE} characters` })
  @IsString({ message: 'must be a string' })
  twoFACode?: string | null;
}

export class SetUpTwoFABody {
  @ApiProperty({ type: String, required: false, maxLength: MAX_CODE, example: 'k7wq-3npa-x2mf-9cbd' })
  @IsOptional()
  @Length(1, MAX_CODE, { message: `must be a code of 1 to ${MAX_CODE} characters` })
  @IsString({ message: 'must be a string' })
  enrolmentCode?: string;

  @ApiProperty({ type: String, required: false, example: 'correct-horse-battery-staple', format: 'password' })
  @IsOptional()
  @Length(1, 256, { message: 'must be 1 to 256 characters long' })
  @IsString({ message: 'must be a string' })
  password?: string;
}

/** @throws EnrolmentRequiredError */
export function toProof({ enrolmentCode, password }: SetUpTwoFABody): EnrolmentProof {
  if (enrolmentCode === undefined || password === undefined) throw new EnrolmentRequiredError();
  return { enrolmentCode, password };
}

export class EnableTwoFABody {
  @ApiProperty({ type: String, description: 'A code of the authenticator app', example: '123456', pattern: '^\\d{6}$' })
  @IsTwoFACode()
  code: string;
}

export class UserDto {
  @ApiProperty({ type: String, example: '665f1c2e9b1e8a0012345678' })
  _id: string;

  @ApiProperty({ type: String, example: 'admin@example.com' })
  email: string;

  @ApiProperty({ type: String, example: 'admin' })
  username: string;

  @ApiProperty({ type: String, enum: ROLES })
  role: Role;

  @ApiProperty({ type: String, enum: RANKS })
  rank: Rank;

  @ApiProperty({ type: Boolean, description: 'Whether changes can be confirmed with a code' })
  twoFAEnabled: boolean;
}

export class LoginDto {
  @ApiProperty({ type: String, description: 'Send it as Authorization: Bearer <accessToken>' })
  accessToken: string;

  @ApiProperty({ type: Number, description: 'Life of the token in seconds', example: 3600 })
  expiresIn: number;

  @ApiProperty({ type: UserDto })
  user: UserDto;
}

export class MeDto {
  @ApiProperty({ type: UserDto })
  user: UserDto;

  @ApiProperty({ type: String, enum: ROLES })
  role: Role;

  @ApiProperty({ type: String, enum: SCOPES, isArray: true, description: 'What the account may do under /admin' })
  scopes: readonly Scope[];

  @ApiProperty({ type: Boolean, description: 'Whether changes can be confirmed with a code' })
  twoFAEnabled: boolean;

  @InstantOut('2026-02-12T15:00:00.000Z', { description: 'When the access token of this request runs out' })
  tokenEndsAt: Date;

  @InstantOut('2026-02-13T02:00:00.000Z', { description: 'When the session ends unless it is renewed' })
  sessionEndsAt: Date;
}

export class TicketDto {
  @ApiProperty({ type: String, description: 'Send it as ?ticket= of one event stream or download' })
  ticket: string;

  @ApiProperty({ type: 'integer', description: 'Seconds', example: 60 })
  expiresIn: number;
}

export class TwoFASetupDto {
  @ApiProperty({ type: String, description: 'Base32; shown this once', example: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' })
  secret: string;

  @ApiProperty({ type: String, description: 'To be shown as a QR code', example: 'otpauth://totp/…' })
  otpauthUri: string;
}

export class TwoFAStateDto {
  @ApiProperty({ type: Boolean, enum: [true] })
  twoFAEnabled: true;

  @ApiProperty({
    type: [String],
    description: 'Ten; each replaces a code of the authenticator app once. Shown this once',
    example: ['k7wq-3npa-x2mf-9cbd'],
  })
  recoveryCodes: readonly string[];
}

export function toLoginDto({ accessToken, expiresIn, account, twoFAEnabled }: SignedInAccount): LoginDto {
  return { accessToken, expiresIn, user: toUserDto(account, twoFAEnabled) };
}

export function toMeDto({ account, scopes, twoFAEnabled, endsAt }: OpenSession, { expiresAt }: SessionClaims): MeDto {
  return {
    user: toUserDto(account, twoFAEnabled),
    role: account.role,
    scopes,
    twoFAEnabled,
    tokenEndsAt: expiresAt,
    sessionEndsAt: endsAt,
  };
}

function toUserDto({ id, email, username, role, rank }: Account, twoFAEnabled: boolean): UserDto {
  return { _id: id.toHexString(), email, username, role, rank, twoFAEnabled };
}
