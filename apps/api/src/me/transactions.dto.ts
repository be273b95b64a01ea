import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { ENTRY_TYPES, OTHER_ENTRY_TYPES, type EntryQuery, type UserEntry } from '#lib/ledger';
import { moneyToNumber, rateToNumber } from '#lib/money';
import { CountOut, InstantOut, MoneyOut } from '../http/document/documented.js';
import { IsCalendarDate } from '../http/requests/validators/is-calendar-date.js';
import { PageQuery, pageLimit } from '../http/answers/page.dto.js';

const TYPES = [...ENTRY_TYPES, ...OTHER_ENTRY_TYPES];

export class TransactionsQuery extends PageQuery {
  @ApiProperty({ type: String, enum: TYPES, required: false })
  @IsOptional()
  @IsIn(TYPES, { message: `must be one of ${TYPES.join(', ')}` })
  type?: string;

  @ApiProperty({
    type: String,
    format: 'date',
    required: false,
    description: 'The date for which it was paid',
    example: '2026-02-12',
  })
  @IsOptional()
  @IsCalendarDate()
  date?: string;
}

export class TransactionMetadataDto {
  @CountOut(2, { nullable: true })
  slotNumber: number | null;

  @ApiProperty({ type: Number, required: false, description: 'Of ROS payouts; percent', example: 0.5 })
  rosPercentage?: number;
}

export class TransactionDto {
  @ApiProperty({ type: String, example: '665f1c2e9b1e8a0012345678' })
  _id: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: `${ENTRY_TYPES.join(', ')}, or what another service wrote`,
    example: 'ROI_EARNED',
  })
  type: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'Daily ROS Payout - Slot 2' })
  description: string | null;

  @MoneyOut(0.5, { nullable: true, description: 'USDT; null when what is stored is no amount' })
  amount: number | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Completed, or what another service wrote',
    example: 'Completed',
  })
  status: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'null for pool shares',
    example: '665f1c2e9b1e8a0012345679',
  })
  stakeId: string | null;

  @ApiProperty({ type: String, nullable: true, example: '2026-02-12' })
  distributionDate: string | null;

  @CountOut(2, { nullable: true })
  slotNumber: number | null;

  @ApiProperty({ type: TransactionMetadataDto })
  metadata: TransactionMetadataDto;

  @InstantOut('2026-02-12T18:00:00.210Z', { nullable: true })
  createdAt: Date | null;
}

export class TransactionsDto {
  @ApiProperty({ type: [TransactionDto], description: 'Newest first' })
  transactions: readonly TransactionDto[];
}

export function toEntryQuery({ type, date, cursor, limit }: TransactionsQuery): EntryQuery {
  return { type, date, cursor, limit: pageLimit(limit) };
}

export function toTransactionDto(entry: UserEntry): TransactionDto {
  const { id, type, description, amount, status, stakeId, distributionDate, slotNumber, rate, createdAt } = entry;
  return {
    _id: String(id),
    type,
    description,
    amount: amount === null ? null : moneyToNumber(amount),
    status,
    stakeId,
    distributionDate,
    slotNumber,
    metadata: { slotNumber, ...(rate === null ? {} : { rosPercentage: rateToNumber(rate) }) },
    createdAt,
  };
}
