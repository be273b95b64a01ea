import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { SLOT_STATUSES, type SlotStatus } from '#lib/slots';
import { DistributionFailedError } from '#lib/declarations';
import type { CompensationResult } from '#lib/reconciliation';
import type { ExecutionNotice } from '../../health/execution-notice.js';
import { CountOut, DateOut, MoneyOut } from '../../http/document/documented.js';
import { accepted, answer, type Answer } from '../../http/answers/answer.js';
import { statusUrlOf } from '../../http/answers/status-url.js';
import { ExecutionNoticeDto } from '../../health/execution-notice.dto.js';

export const COMPENSATED = 'Compensation completed successfully';
export const COMPENSATING = 'Compensation is still running';
const NOTHING_MISSING = 'Nothing is missing';
const NONE_STARTED = 'Nothing was compensated: each slot tells its reason';
const NOT_SETTLED = 'Compensation ended, but not every slot is settled: see its reason and status';

export class CompensatedSlotDto {
  @ApiProperty({ type: String, example: '2026-02-12/slot-1' })
  key: string;

  @CountOut(1, { nullable: true })
  slotNumber: number | null;

  @CountOut(3, { description: 'How many were missing and can be paid: stakes, or users of a pool' })
  subjects: number;

  @MoneyOut(1.5, { description: 'What they are due, USDT' })
  amount: number;

  @ApiProperty({ type: Boolean, description: 'false: the slot was left alone; reason says why', example: true })
  started: boolean;

  @ApiProperty({ type: String, nullable: true, example: null })
  reason: string | null;

  @ApiProperty({ type: String, enum: SLOT_STATUSES, enumName: 'SlotStatus', example: 'COMPLETED' })
  status: SlotStatus;
}

export class CompensationDto {
  @DateOut('2026-02-12')
  date: string;

  @ApiProperty({ type: Boolean, description: 'All that was started has ended', example: true })
  ended: boolean;

  @CountOut(3)
  subjects: number;

  @MoneyOut(1.5)
  amount: number;

  @ApiProperty({ type: [CompensatedSlotDto] })
  slots: readonly CompensatedSlotDto[];
}

/** A compensation that takes longer than a request may wait. */
export class RunningCompensationDto extends IntersectionType(CompensationDto, ExecutionNoticeDto) {
  @ApiProperty({
    type: String,
    description: 'Tells how it goes on',
    example: '/api/v1/admin/daily-declaration-returns/2026-02-12/status',
  })
  statusUrl: string;
}

/**
 * @param notice of what is not executed when it is asked for
 * @throws DistributionFailedError if a slot that was started FAILED
 */
export function toCompensationAnswer(
  result: CompensationResult,
  notice: ExecutionNotice = {},
): Answer<CompensationDto | RunningCompensationDto> {
  const failed = result.ended ? result.slots.filter(({ started, status }) => started && status === 'FAILED') : [];
  if (failed.length > 0) {
    const keys = failed.map(({ key }) => key).join(', ');
    throw new DistributionFailedError(
      `The compensation of ${keys} FAILED. What was paid is paid; mend what its failures name and compensate again.`,
    );
  }
  if (result.ended) return answer(result, { message: messageOf(result) });
  return accepted({ ...result, ...notice, statusUrl: statusUrlOf(result.date) }, { message: COMPENSATING });
}

function messageOf({ slots }: CompensationResult): string {
  if (slots.length === 0) return NOTHING_MISSING;
  if (!slots.some(({ started }) => started)) return NONE_STARTED;
  return slots.every(({ started, status }) => started && status === 'COMPLETED') ? COMPENSATED : NOT_SETTLED;
}
