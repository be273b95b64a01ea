import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches } from 'class-validator';
import { moneyToNumber } from '#lib/money';
import type { FailedRecord } from '#lib/reconciliation';
import { RECORD_FAILURES, type RecordFailureReason } from '#lib/stakes';
import { CountOut, InstantOut, MoneyOut } from '../../http/document/documented.js';
import { IdPageQuery } from '../../http/answers/page.dto.js';
import type { AnswerFormat } from '../../http/answers/answer-format.js';
import { FormatQuery, TicketInQuery } from '../../http/requests/download-query.js';

export const FAILURE_FORMATS = ['json', 'csv', 'ndjson'] as const satisfies readonly AnswerFormat[];

export class FailuresQuery extends IdPageQuery {
  @ApiProperty({ type: 'integer', required: false, minimum: 1, maximum: 100, description: 'Only of this slot' })
  @IsOptional()
  @Matches(/^([1-9]\d?|100)$/, { message: 'must be a whole number from 1 to 100' })
  slotNumber?: string;

  @ApiProperty({ type: String, enum: RECORD_FAILURES, required: false, description: 'Only for this reason' })
  @IsOptional()
  @IsIn(RECORD_FAILURES, { message: `must be one of ${RECORD_FAILURES.join(', ')}` })
  reason?: RecordFailureReason;

  @FormatQuery(FAILURE_FORMATS)
  format?: (typeof FAILURE_FORMATS)[number];

  @TicketInQuery()
  ticket?: string;
}

export class FailedRecordDto {
  @CountOut(1, { nullable: true, description: 'null for a run that is no slot' })
  slotNumber: number | null;

  @ApiProperty({ type: String, example: '2026-02-12/slot-1' })
  key: string;

  @ApiProperty({ type: String, description: 'Of the entry that would pay it, or take it back', example: 'ROI_EARNED' })
  type: string;

  @ApiProperty({
    type: String,
    description: 'A stake, or a user of a pool; what could not be taken back: the entry',
    example: '665f1c2e9b1e8a0012345678',
  })
  subjectId: string;

  @ApiProperty({ type: String, nullable: true, example: '665f1c2e9b1e8a0012345679' })
  userId: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'ann@example.com' })
  email: string | null;

  @ApiProperty({ type: String, enum: RECORD_FAILURES, enumName: 'RecordFailureReason' })
  reason: RecordFailureReason;

  @MoneyOut(1.5, {
    nullable: true,
    description: 'As the record is now, USDT, or what could not be taken back; null where it cannot be worked out',
  })
  owed: number | null;

  @InstantOut('2026-02-12T14:30:01.000Z')
  firstSeenAt: Date;

  @InstantOut('2026-02-12T14:40:01.000Z')
  lastSeenAt: Date;
}

export class FailuresDto {
  @ApiProperty({ type: [FailedRecordDto] })
  failures: readonly FailedRecordDto[];
}

export function toFailedRecordDto(record: FailedRecord): FailedRecordDto {
  const { slot, type, subjectId, userId, email, reason, owed, firstAt, lastAt } = record;
  return {
    ...{ slotNumber: slot.slotNumber, key: slot.key, type },
    subjectId: String(subjectId),
    userId: userId === null ? null : userId.toHexString(),
    ...{ email, reason, owed: owed === null ? null : moneyToNumber(owed) },
    ...{ firstSeenAt: firstAt, lastSeenAt: lastAt },
  };
}

export const FAILURE_COLUMNS = [
  'slotNumber',
  'key',
  'type',
  'subjectId',
  'userId',
  'email',
  'reason',
  'owed',
  'firstSeenAt',
  'lastSeenAt',
] as const satisfies readonly (keyof FailedRecordDto)[];
