import { ApiProperty, IntersectionType, OmitType } from '@nestjs/swagger';
import { IsBoolean, IsOptional } from 'class-validator';
import { parseCalendarDate } from '#lib/calendar';
import type { DeclarePoolRequest } from '#lib/declarations';
import { AdminMutationBody } from '../http/requests/admin-mutation-body.js';
import { IsCalendarDate } from '../http/requests/validators/is-calendar-date.js';
import { DeclarationDto, DeclaredDto } from '../days/declaring/declaration.dto.js';
import {
  OptionalDescription,
  OptionalRosPercentage,
  RequiredMoney,
  StatusUrlOut,
} from '../http/document/documented.js';
import { orNothing, readAmounts } from '../http/requests/read-amounts.js';
import { ExecutionNoticeDto } from '../health/execution-notice.dto.js';

export class DeclarePoolBody extends AdminMutationBody {
  @RequiredMoney(5000, 'Shared by those who qualify for the performance pool')
  performancePoolAmount: number | string;

  @RequiredMoney(10000, 'Shared by those who qualify for the premium pool')
  premiumPoolAmount: number | string;

  @ApiProperty({
    type: String,
    format: 'date',
    required: false,
    description: 'Left out: the pools are for now and belong to no date',
    example: '2025-01-20',
  })
  @IsOptional()
  @IsCalendarDate()
  date?: string;

  @OptionalRosPercentage(0.55, 'Only with a date: declares its ROS too')
  rosPercentage?: number | string;

  @ApiProperty({
    type: Boolean,
    required: false,
    description: 'Distribute the pools without a further request: at once, or at the default time of a later date',
  })
  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  autoDistribute?: boolean;

  @OptionalDescription('Monthly bonus')
  notes?: string;
}

export class PoolDeclarationDto extends OmitType(DeclarationDto, ['date']) {
  @ApiProperty({ type: String, nullable: true, description: 'null for pools without a date', example: null })
  date: string | null;
}

export class PoolDeclaredDto extends OmitType(DeclaredDto, ['declaration']) {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Of pools without a date, for distribute, retry and DELETE; null for those with one',
    example: '65b000000000000000000001',
  })
  id: string | null;

  @ApiProperty({ type: PoolDeclarationDto })
  declaration: PoolDeclarationDto;
}

/** Pools that are still being distributed. */
export class RunningPoolDto extends IntersectionType(PoolDeclaredDto, ExecutionNoticeDto) {
  @StatusUrlOut('/api/v1/admin/pool/65b000000000000000000001')
  statusUrl: string;
}

export class UndatedPoolsDto {
  @ApiProperty({ type: [PoolDeclaredDto], description: 'Newest first' })
  declarations: readonly PoolDeclaredDto[];
}

export function toDeclarePoolRequest(body: DeclarePoolBody): DeclarePoolRequest {
  const { rate, pools } = readAmounts(body);
  return {
    pools: orNothing(pools),
    date: body.date === undefined ? undefined : parseCalendarDate(body.date),
    rate,
    autoDistribute: body.autoDistribute ?? false,
    notes: body.notes,
  };
}
