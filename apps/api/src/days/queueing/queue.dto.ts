import { ApiProperty, OmitType } from '@nestjs/swagger';
import { IsBoolean, IsInt, IsOptional, IsString, Matches, Max, Min } from 'class-validator';
import { MAX_SLOTS, type DayRequest, type DayView, type SlotRequest } from '#lib/declarations';
import { OptionalDescription, OptionalMoney, OptionalRosPercentage } from '../../http/document/documented.js';
import { readAmounts } from '../../http/requests/read-amounts.js';
import { AdminMutationBody } from '../../http/requests/admin-mutation-body.js';
import { IsListOf } from '../../http/requests/validators/is-list-of.js';
import type { QueuedDayDto } from '../watching/day.dto.js';
import type { ExecutionNotice } from '../../health/execution-notice.js';
import { OptionalTime } from '../../http/requests/optional-time.js';

export class SlotBody {
  @ApiProperty({ type: 'integer', minimum: 1, maximum: MAX_SLOTS, description: 'Unique in the day', example: 1 })
  @Max(MAX_SLOTS, { message: `must be at most ${MAX_SLOTS}` })
  @Min(1, { message: 'must be at least 1' })
  @IsInt({ message: `must be a whole number from 1 to ${MAX_SLOTS}` })
  slotNumber: number;

  @OptionalRosPercentage(0.5, "The slot's part of the day's ROS")
  rosPercentage?: number | string;

  @OptionalMoney(500, 'Left out in every slot: the pool is paid with the last one')
  premiumPoolAmount?: number | string;

  @OptionalMoney(1000, 'Left out in every slot: the pool is paid with the last one')
  performancePoolAmount?: number | string;

  @OptionalTime('14:00:00')
  scheduledFor?: string;
}

export class QueueBody extends AdminMutationBody {
  @OptionalRosPercentage(1, 'Paid to every active stake; with slots their sum, or left out')
  rosPercentage?: number | string;

  @OptionalMoney(1000, 'The premium pool')
  premiumPoolAmount?: number | string;

  @OptionalMoney(2000, 'The performance pool')
  performancePoolAmount?: number | string;

  @OptionalDescription('Daily 1% ROS')
  description?: string;

  @OptionalTime(null)
  scheduledFor?: string;

  @ApiProperty({ type: Boolean, required: false, description: 'Whether distributionSlots are given', example: true })
  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  multiSlotEnabled?: boolean;

  @ApiProperty({
    type: [SlotBody],
    required: false,
    maxItems: MAX_SLOTS,
    example: [
      { slotNumber: 1, rosPercentage: 0.5, scheduledFor: '23:58:00' },
      { slotNumber: 2, rosPercentage: 0.5, scheduledFor: '23:59:00' },
    ],
  })
  @IsOptional()
  @IsListOf(() => SlotBody, { min: 0, max: MAX_SLOTS })
  distributionSlots?: SlotBody[];

  @ApiProperty({
    type: String,
    required: false,
    pattern: '^[0-9a-f]{64}$',
    description: 'Of the preview that was shown: 409 PREVIEW_CHANGED with a new one if something else would be paid',
  })
  @IsOptional()
  @Matches(/^[0-9a-f]{64}$/, { message: 'must be the manifest of a preview, 64 hexadecimal digits' })
  manifest?: string;
}

/** The same without code and manifest; a client that sends a code all the same does not lose it. */
export class PreviewBody extends OmitType(QueueBody, ['twoFACode', 'manifest']) {
  @ApiProperty({ type: String, required: false, description: 'Not needed, and not used up', example: '123456' })
  @IsOptional()
  @IsString({ message: 'must be a string, or be left out' })
  twoFACode?: string;
}

export function toDayRequest(body: PreviewBody | QueueBody): DayRequest {
  const { description, scheduledFor, multiSlotEnabled, distributionSlots } = body;
  // A form that was switched to a single distribution may still send its empty list.
  const single = multiSlotEnabled === false && distributionSlots?.length === 0;
  return {
    ...readAmounts(body),
    description,
    scheduledFor,
    multiSlotEnabled,
    slots: single ? undefined : distributionSlots?.map(toSlotRequest),
  };
}

function toSlotRequest(body: SlotBody): SlotRequest {
  return { slotNumber: body.slotNumber, ...readAmounts(body), scheduledFor: body.scheduledFor };
}

export function toQueuedDay(day: DayView, notice: ExecutionNotice): QueuedDayDto {
  const { today, status, scheduledFor, values, multiSlotEnabled, distributionSlots } = day;
  return { today, status, scheduledFor, values, multiSlotEnabled, distributionSlots, ...notice };
}
