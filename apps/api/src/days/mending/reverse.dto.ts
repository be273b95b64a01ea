import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { IsBoolean, IsOptional } from 'class-validator';
import type { PayoutSum, ReversalPreview } from '#lib/declarations';
import { REVERSAL_STATUSES, type ReversalStatus } from '#lib/slots';
import { CountOut, DateOut, MoneyOut, RequiredText, StatusUrlOut } from '../../http/document/documented.js';
import { AdminMutationBody } from '../../http/requests/admin-mutation-body.js';
import { SlotDto } from '../watching/day.dto.js';
import { ExecutionNoticeDto } from '../../health/execution-notice.dto.js';

export class ReverseBody extends AdminMutationBody {
  @RequiredText('a wrong percentage', 'Why; kept with the reversal and in the audit log')
  reason: string;

  @ApiProperty({
    type: Boolean,
    required: false,
    description: 'Only say what would be taken back: changes nothing, and needs no code',
  })
  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  preview?: boolean;
}

export class PayoutSumDto {
  @ApiProperty({ type: String, example: 'ROI_EARNED' })
  type: PayoutSum['type'];

  @CountOut(150)
  count: number;

  @MoneyOut(1234.56)
  amount: number;
}

export class BelowZeroDto {
  @CountOut(1)
  users: number;

  @CountOut(1, { description: 'Their payouts' })
  count: number;

  @MoneyOut(1, { description: 'What they got, USDT' })
  amount: number;
}

export class ReversalPreviewDto {
  @ApiProperty({ type: [PayoutSumDto], description: 'What stands and would be taken back, by type' })
  entries: readonly PayoutSumDto[];

  @CountOut(150, { description: 'All of them' })
  count: number;

  @CountOut(149, { description: 'Whose they are' })
  users: number;

  @MoneyOut(1234.56)
  amount: number;

  @ApiProperty({
    type: BelowZeroDto,
    description:
      'Users whose wallet holds less than what would be taken back: as things stand theirs would not be touched',
  })
  belowZero: BelowZeroDto;
}

export class ReversedDto {
  @ApiProperty({ type: String, enum: REVERSAL_STATUSES, enumName: 'ReversalStatus', example: 'COMPLETED' })
  status: ReversalStatus;

  @CountOut(149, { description: 'Payouts that are taken back' })
  reversed: number;

  @CountOut(1, { description: 'Payouts that could not be; the failures of the date name them' })
  failed: number;

  @CountOut(150, { description: 'Payouts that were made; 0 until they are counted' })
  total: number;

  @MoneyOut(1233.56, { description: 'What was taken back, USDT' })
  amount: number;
}

export class ReversedSlotDto extends SlotDto {
  @ApiProperty({ type: String, example: '2026-02-12/slot-1' })
  key: string;
}

/** What was taken back, or would be. */
export class ReversalsDto {
  @DateOut('2026-02-12', { nullable: true, description: 'null for pools without a date' })
  date: string | null;

  @ApiProperty({
    type: ReversalPreviewDto,
    required: false,
    description: 'With `preview: true`, and then nothing but this: nothing was changed',
  })
  preview?: ReversalPreviewDto;

  @ApiProperty({ type: ReversedDto, required: false, description: 'Of all that was asked for, together' })
  reversal?: ReversedDto;

  @ApiProperty({ type: [ReversedSlotDto], required: false })
  slots?: readonly ReversedSlotDto[];
}

export class RunningReversalsDto extends IntersectionType(ReversalsDto, ExecutionNoticeDto) {
  @StatusUrlOut('/api/v1/admin/daily-declaration-returns/2026-02-12/status')
  statusUrl: string;
}

export function toPreviewedDto({ date, ...preview }: ReversalPreview & { readonly date: string | null }): ReversalsDto {
  return { date, preview };
}
