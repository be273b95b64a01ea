import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import { RANKS, ROLES, type Account, type Rank, type Role } from '#lib/accounts';
import { StakeDto } from '../me/stakes.dto.js';
import { TransactionDto } from '../me/transactions.dto.js';
import { WalletDto } from '../me/wallet.dto.js';
import { PageQuery } from '../http/answers/page.dto.js';

export class UsersQuery extends PageQuery {
  @ApiProperty({
    type: String,
    required: false,
    maxLength: 200,
    description:
      'The id of a user, of one of his stakes or of an entry of his that we have written, or what an e-mail address or a username begins with, in any case; with an @ in it e-mail addresses alone. All users without it',
    example: 'ann@example.com',
  })
  @IsOptional()
  @Matches(/^[^\p{Cc}\p{Cs}]{0,200}$/u, { message: 'must be at most 200 characters of text' })
  query?: string;
}

export class AccountDto {
  @ApiProperty({ type: String, example: '665f1c2e9b1e8a0012345678' })
  _id: string;

  @ApiProperty({ type: String, example: 'ann@example.com' })
  email: string;

  @ApiProperty({ type: String, example: 'ann' })
  username: string;

  @ApiProperty({ type: String, enum: ROLES })
  role: Role;

  @ApiProperty({ type: String, enum: RANKS })
  rank: Rank;

  @ApiProperty({ type: Boolean })
  isActive: boolean;
}

/** What led to the users of an answer. */
const FOUND_BY = ['user', 'stake', 'transaction'] as const;
export type FoundBy = (typeof FOUND_BY)[number];

export class AccountsDto {
  @ApiProperty({
    type: String,
    enum: FOUND_BY,
    description: 'Whose id was asked for: of the user, of a stake, of an entry; user for everything else',
  })
  foundBy: FoundBy;

  @ApiProperty({ type: [AccountDto], description: 'In the order of their ids' })
  users: readonly AccountDto[];
}

export class AccountDetailDto {
  @ApiProperty({ type: AccountDto })
  user: AccountDto;

  @ApiProperty({ type: WalletDto })
  wallet: WalletDto;

  @ApiProperty({ type: [StakeDto], description: 'Newest first, page by page' })
  stakes: readonly StakeDto[];

  @ApiProperty({ type: [TransactionDto], description: 'The latest, newest first' })
  transactions: readonly TransactionDto[];
}

export function toAccountDto({ id, email, username, role, rank, isActive }: Account): AccountDto {
  return { _id: id.toHexString(), email, username, role, rank, isActive };
}
