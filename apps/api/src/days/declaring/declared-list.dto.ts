import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { addDays, parseCalendarDate, type CalendarDate } from '#lib/calendar';
import { MAX_DAYS_AHEAD } from '#lib/declarations';
import { IsCalendarDate } from '../../http/requests/validators/is-calendar-date.js';
import { MAX_DAYS, assertDateRange } from '../../http/requests/date-range.js';
import { DeclarationDto, PoolDistributionDto, QualifiersDto, RosScheduleDto } from './declaration.dto.js';
import { CountOut, DateOut, InstantOut, MoneyOut, PercentOut } from '../../http/document/documented.js';

export class DeclaredQuery {
  @ApiProperty({ type: String, format: 'date', required: false, description: 'Default: today', example: '2025-01-01' })
  @IsOptional()
  @IsCalendarDate()
  startDate?: string;

  @ApiProperty({
    type: String,
    format: 'date',
    required: false,
    description: `Included; default: today + ${MAX_DAYS_AHEAD}; at most ${MAX_DAYS} days in all`,
    example: '2025-01-31',
  })
  @IsOptional()
  @IsCalendarDate()
  endDate?: string;

  @ApiProperty({
    type: String,
    enum: ['true', 'false'],
    required: false,
    description: 'false leaves out dates whose every declared part is distributed; default: true',
  })
  @IsOptional()
  @IsIn(['true', 'false'], { message: 'must be true or false' })
  includeDistributed?: 'true' | 'false';
}

export class ListedDeclarationDto extends DeclarationDto {
  @ApiProperty({ type: Boolean })
  poolsDistributed: boolean;

  @InstantOut('2025-01-20T00:00:03.120Z', { nullable: true })
  poolsDistributedAt: Date | null;

  @ApiProperty({ type: Boolean })
  rosDistributed: boolean;

  @InstantOut('2025-01-20T00:00:05.002Z', { nullable: true })
  rosDistributedAt: Date | null;

  @InstantOut('2025-01-15T10:30:00.000Z')
  createdAt: Date;

  @InstantOut('2025-01-15T10:30:00.000Z')
  updatedAt: Date;
}

export class DeclaredSummaryDto {
  @CountOut(12)
  totalDates: number;

  @MoneyOut(180000)
  totalPoolAmount: number;

  @PercentOut(6.6, { description: 'The sum over the dates, percent' })
  totalROSDeclared: number;

  @CountOut(5, { description: 'Dates whose every declared part is distributed' })
  distributedDates: number;

  @CountOut(7)
  pendingDates: number;
}

export class DeclaredListDto {
  @ApiProperty({ type: [ListedDeclarationDto] })
  declarations: readonly ListedDeclarationDto[];

  @ApiProperty({ type: DeclaredSummaryDto })
  summary: DeclaredSummaryDto;
}

export class DeclaredMetaDto {
  @DateOut('2025-01-01')
  startDate: string;

  @DateOut('2025-01-31')
  endDate: string;

  @CountOut(12)
  count: number;
}

/** One declaration: as it is listed, and as declaring it is answered. */
export class DeclarationDetailDto extends ListedDeclarationDto {
  @ApiProperty({ type: DeclarationDto })
  declaration: DeclarationDto;

  @ApiProperty({ type: PoolDistributionDto })
  poolDistribution: PoolDistributionDto;

  @ApiProperty({ type: RosScheduleDto })
  rosDistribution: RosScheduleDto;

  @ApiProperty({ type: QualifiersDto })
  qualifiers: QualifiersDto;
}

/** @throws ValidationFailedError if the range is empty or too long */
export function toDateRange(
  { startDate, endDate, includeDistributed }: DeclaredQuery,
  today: CalendarDate,
): { from: CalendarDate; to: CalendarDate; includeDistributed: boolean } {
  const from = startDate === undefined ? today : parseCalendarDate(startDate);
  const to = endDate === undefined ? addDays(today, MAX_DAYS_AHEAD) : parseCalendarDate(endDate);
  assertDateRange({ first: { field: 'startDate', date: from }, last: { field: 'endDate', date: to } });
  return { from, to, includeDistributed: includeDistributed !== 'false' };
}
