import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { IsBoolean, IsOptional } from 'class-validator';
import type { Part } from '#lib/declarations';
import { AdminMutationBody } from '../../http/requests/admin-mutation-body.js';
import { PoolDistributionDto } from './declaration.dto.js';
import { CountOut, DateOut, InstantOut, MoneyOut, PercentOut } from '../../http/document/documented.js';
import { ExecutionNoticeDto } from '../../health/execution-notice.dto.js';

export class DistributeBody extends AdminMutationBody {
  @ApiProperty({ type: Boolean, required: false, example: true })
  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  distributePools?: boolean;

  @ApiProperty({ type: Boolean, required: false, example: true })
  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  distributeROS?: boolean;
}

export class RosDistributionDto {
  @ApiProperty({ type: Boolean, example: true })
  distributed: boolean;

  @InstantOut('2025-01-20T10:00:05.002Z', { nullable: true })
  distributedAt: Date | null;

  @PercentOut(0.55)
  rosPercentage: number;

  @CountOut(500)
  totalStakes: number;

  @CountOut(500)
  processedStakes: number;

  @MoneyOut(2750)
  totalDistributed: number;
}

export class DistributionDto {
  @DateOut('2025-01-20')
  date: string;

  @ApiProperty({ type: PoolDistributionDto })
  poolDistribution: PoolDistributionDto;

  @ApiProperty({ type: RosDistributionDto })
  rosDistribution: RosDistributionDto;
}

/** A distribution that takes longer than a request may wait. */
export class RunningDistributionDto extends IntersectionType(DistributionDto, ExecutionNoticeDto) {
  @ApiProperty({
    type: String,
    description: 'Tells how it goes on',
    example: '/api/v1/admin/daily-declaration-returns/2025-01-20/status',
  })
  statusUrl: string;
}

/** @returns the parts that were asked for; the service refuses none */
export function toParts({ distributePools, distributeROS }: DistributeBody): Part[] {
  return [
    ...(distributeROS === true ? (['ros'] as const) : []),
    ...(distributePools === true ? (['pools'] as const) : []),
  ];
}
