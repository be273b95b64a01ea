import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { CountOut, DateOut, InstantOut, MoneyOut, PercentOut, StatusUrlOut } from '../../http/document/documented.js';
import { ExecutionNoticeDto } from '../../health/execution-notice.dto.js';

export class DeclaredByDto {
  @ApiProperty({ type: String, example: '665f1c2e9b1e8a0012345678' })
  _id: string;

  @ApiProperty({ type: String, example: 'admin@example.com' })
  email: string;

  @ApiProperty({ type: String, example: 'admin' })
  username: string;
}

export class ValuesDto {
  @PercentOut(0.55)
  rosPercentage: number;

  @MoneyOut(10000)
  premiumPoolAmount: number;

  @MoneyOut(5000)
  performancePoolAmount: number;

  @ApiProperty({ type: String, example: 'Normal day' })
  description: string;
}

export class DeclarationDto extends ValuesDto {
  @DateOut('2025-01-20')
  date: string;

  @MoneyOut(15000, { description: 'Both pools, USDT' })
  totalPoolAmount: number;

  @ApiProperty({ type: DeclaredByDto, nullable: true, description: 'null when that account is gone' })
  declaredBy: DeclaredByDto | null;

  @InstantOut('2025-01-15T10:30:00.000Z')
  declaredAt: Date;
}

export class PoolPaidDto {
  @CountOut(150, { description: 'Users who received' })
  distributed: number;

  @MoneyOut(5000)
  totalDistributed: number;
}

export class PoolDistributionDto {
  @ApiProperty({ type: Boolean, example: true })
  distributed: boolean;

  @InstantOut('2025-01-20T00:00:03.120Z', { nullable: true })
  distributedAt: Date | null;

  @ApiProperty({ type: PoolPaidDto })
  performancePool: PoolPaidDto;

  @ApiProperty({ type: PoolPaidDto, example: { distributed: 75, totalDistributed: 10000 } })
  premiumPool: PoolPaidDto;

  @MoneyOut(15000)
  totalDistributed: number;
}

export class RosScheduleDto {
  @ApiProperty({ type: Boolean, description: 'Waits for its time', example: false })
  scheduled: boolean;

  @InstantOut('2025-01-20T00:00:00.000Z', { nullable: true })
  scheduledFor: Date | null;

  @ApiProperty({ type: Boolean, example: true })
  distributed: boolean;

  @InstantOut('2025-01-20T00:00:05.002Z', { nullable: true })
  distributedAt: Date | null;
}

export class QualifierCountDto {
  @CountOut(150)
  totalQualifiers: number;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'Every rank of the pool, low to high',
    example: {
      'Associate Stakeholder': 50,
      'Principal Strategist': 40,
      'Elite Capitalist': 30,
      'Wealth Architect': 20,
      'Finance Titan': 10,
    },
  })
  byRank: Readonly<Record<string, number>>;
}

export class QualifiersDto {
  @ApiProperty({ type: QualifierCountDto })
  performancePool: QualifierCountDto;

  @ApiProperty({
    type: QualifierCountDto,
    example: {
      totalQualifiers: 75,
      byRank: { 'Principal Strategist': 30, 'Elite Capitalist': 25, 'Wealth Architect': 15, 'Finance Titan': 5 },
    },
  })
  premiumPool: QualifierCountDto;
}

/** A declaration with what is distributed of it, and who would share its pools now. */
export class DeclaredDto {
  @ApiProperty({ type: DeclarationDto })
  declaration: DeclarationDto;

  @ApiProperty({ type: PoolDistributionDto })
  poolDistribution: PoolDistributionDto;

  @ApiProperty({ type: RosScheduleDto })
  rosDistribution: RosScheduleDto;

  @ApiProperty({ type: QualifiersDto })
  qualifiers: QualifiersDto;
}

/** A declaration of which something is still being distributed. */
export class RunningDeclaredDto extends IntersectionType(DeclaredDto, ExecutionNoticeDto) {
  @StatusUrlOut('/api/v1/admin/daily-declaration-returns/2025-01-20/status')
  statusUrl: string;
}
