import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches } from 'class-validator';
import { Types } from 'mongoose';
import { DISTRIBUTION_ENTRY_TYPES, type DistributionEntryType } from '#lib/ledger';
import { moneyToNumber, rateToNumber } from '#lib/money';
import type { DayEntry, DayEntryPlace } from '#lib/slots';
import { CountOut, InstantOut, MoneyOut, PercentOut } from '../../http/document/documented.js';
import { PageQuery } from '../../http/answers/page.dto.js';
import type { AnswerFormat } from '../../http/answers/answer-format.js';
import { FormatQuery, TicketInQuery } from '../../http/requests/download-query.js';

/** Distribution, user and entry, as `toCursor` writes them. */
const CURSOR = /^([0-9a-f]{24})-([0-9a-f]{24})-([0-9a-f]{24})$/;
export const PAYOUT_FORMATS = ['json', 'csv', 'ndjson'] as const satisfies readonly AnswerFormat[];

export class PayoutsQuery extends PageQuery {
  @ApiProperty({ type: 'integer', required: false, minimum: 1, maximum: 100, description: 'Only of this slot' })
  @IsOptional()
  @Matches(/^([1-9]\d?|100)$/, { message: 'must be a whole number from 1 to 100' })
  slotNumber?: string;

  @ApiProperty({ type: String, enum: DISTRIBUTION_ENTRY_TYPES, required: false, description: 'Only of this type' })
  @IsOptional()
  @IsIn(DISTRIBUTION_ENTRY_TYPES, { message: `must be one of ${DISTRIBUTION_ENTRY_TYPES.join(', ')}` })
  type?: DistributionEntryType;

  @ApiProperty({ type: String, pattern: '^[0-9a-f]{24}$', required: false, description: 'Only of this user' })
  @IsOptional()
  @Matches(/^[0-9a-f]{24}$/, { message: 'must be the id of a user, 24 hexadecimal digits' })
  userId?: string;

  @ApiProperty({ type: String, required: false, description: 'The nextCursor of the page before' })
  @IsOptional()
  @Matches(CURSOR, { message: 'must be the nextCursor of an earlier page' })
  override cursor?: string;

  @FormatQuery(PAYOUT_FORMATS)
  format?: (typeof PAYOUT_FORMATS)[number];

  @TicketInQuery()
  ticket?: string;
}

export class PayoutDto {
  @ApiProperty({ type: String, example: '665f1c2e9b1e8a0012345678' })
  id: string;

  @CountOut(1, { nullable: true, description: 'null for a run that is no slot' })
  slotNumber: number | null;

  @ApiProperty({ type: String, description: 'What paid it', example: '2026-02-12/slot-1' })
  key: string;

  @ApiProperty({ type: String, nullable: true, example: 'ROI_EARNED' })
  type: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'Daily ROS Payout - Slot 1' })
  description: string | null;

  @ApiProperty({ type: String, example: '665f1c2e9b1e8a0012345679' })
  userId: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'null for pool shares',
    example: '665f1c2e9b1e8a001234567a',
  })
  stakeId: string | null;

  @MoneyOut(1.5, { nullable: true, description: 'USDT; negative for what was taken back' })
  amount: number | null;

  @PercentOut(0.5, { nullable: true, description: 'Percent; null but for ROS' })
  rosPercentage: number | null;

  @ApiProperty({ type: String, nullable: true, example: 'Completed' })
  status: string | null;

  @InstantOut('2026-02-12T14:30:01.000Z', { nullable: true })
  createdAt: Date | null;
}

export class PayoutsDto {
  @ApiProperty({ type: [PayoutDto] })
  payouts: readonly PayoutDto[];
}

export const PAYOUT_COLUMNS = [
  'id',
  'slotNumber',
  'key',
  'type',
  'description',
  'userId',
  'stakeId',
  'amount',
  'rosPercentage',
  'status',
  'createdAt',
] as const satisfies readonly (keyof PayoutDto)[];

export function toPayoutDto({ slot, place, entry }: DayEntry): PayoutDto {
  const { type, description, amount, status, stakeId, rate, createdAt } = entry;
  // Written out: putting parts together costs five times as much, and a day has millions of entries.
  return {
    id: String(entry.id),
    slotNumber: slot.slotNumber,
    key: slot.key,
    type,
    description,
    userId: place.userId.toHexString(),
    stakeId,
    amount: amount === null ? null : moneyToNumber(amount),
    rosPercentage: rate === null ? null : rateToNumber(rate),
    status,
    createdAt,
  };
}

/** A place among a day's entries, as text. */
export function toCursor({ distributionId, userId, id }: DayEntryPlace): string {
  return [distributionId, userId, id].map((one) => one.toHexString()).join('-');
}

/** @param cursor of the form of `CURSOR`, or none */
export function fromCursor(cursor: string | undefined): DayEntryPlace | null {
  const [, distributionId, userId, id] = CURSOR.exec(cursor ?? '') ?? [];
  if (distributionId === undefined || userId === undefined || id === undefined) return null;
  return {
    distributionId: new Types.ObjectId(distributionId),
    userId: new Types.ObjectId(userId),
    id: new Types.ObjectId(id),
  };
}
