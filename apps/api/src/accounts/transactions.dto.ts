import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { ENTRY_TYPES, type EntryQuery, type EntryType, type UserEntry } from '#lib/ledger';
import { moneyToNumber, rateToNumber } from '#lib/money';
import { CountOut, InstantOut, MoneyOut } from '../declarations/documented.js';
import { IsCalendarDate } from '../http/validators/is-calendar-date.js';
import { PageQuery, pageLimit } from '../operations/page.dto.js';

export class TransactionsQuery extends PageQuery {
  @ApiProperty({ type: String, enum: ENTRY_TYPES, required: false })
  @IsOptional()
  @IsIn(ENTRY_TYPES, { message: `must be one of ${ENTRY_TYPES.join(', ')}` })
  type?: EntryType;

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

  @ApiProperty({ type: String, enum: ENTRY_TYPES, example: 'ROI_EARNED' })
  type: EntryType;

  @ApiProperty({ type: String, example: 'Daily ROS Payout - Slot 2' })
  description: string;

  @MoneyOut(0.5)
  amount: number;

  @ApiProperty({ type: String, enum: ['Completed'] })
  status: 'Completed';

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

  @InstantOut('2026-02-12T18:00:00.210Z')
  createdAt: Date;
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
    _id: id.toHexString(),
    type,
    description,
    amount: moneyToNumber(amount),
    status,
    stakeId: stakeId?.toHexString() ?? null,
    distributionDate,
    slotNumber,
    metadata: { slotNumber, ...(rate === null ? {} : { rosPercentage: rateToNumber(rate) }) },
    createdAt,
  };
}
