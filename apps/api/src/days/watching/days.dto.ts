import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { addDays, parseCalendarDate, type CalendarDate } from '#lib/calendar';
import { MAX_DAYS_AHEAD } from '#lib/declarations';
import { DAY_STATUSES, type DayStatus } from '#lib/slots';
import { MAX_DAYS, assertDateRange } from '../../http/requests/date-range.js';
import { ValuesDto } from '../declaring/declaration.dto.js';
import { CountOut, DateOut, MoneyOut } from '../../http/document/documented.js';
import { IsCalendarDate } from '../../http/requests/validators/is-calendar-date.js';

/** Left out, a range begins so long ago. */
const DAYS_BACK = 30;

export class DaysQuery {
  @ApiProperty({
    type: String,
    format: 'date',
    required: false,
    description: `Default: today - ${DAYS_BACK}`,
    example: '2026-02-01',
  })
  @IsOptional()
  @IsCalendarDate()
  from?: string;

  @ApiProperty({
    type: String,
    format: 'date',
    required: false,
    description: `Included; default: today + ${MAX_DAYS_AHEAD}; at most ${MAX_DAYS} days in all`,
    example: '2026-02-28',
  })
  @IsOptional()
  @IsCalendarDate()
  to?: string;
}

export class SlotCountsDto {
  @CountOut(1)
  PENDING: number;

  @CountOut(0)
  EXECUTING: number;

  @CountOut(2)
  COMPLETED: number;

  @CountOut(0)
  FAILED: number;

  @CountOut(0)
  CANCELLED: number;
}

export class DaySummaryDto {
  @DateOut('2026-02-12')
  date: string;

  @ApiProperty({ type: String, enum: DAY_STATUSES, enumName: 'DayStatus', example: 'SCHEDULED' })
  status: DayStatus;

  @ApiProperty({ type: ValuesDto, nullable: true, description: 'null when nothing is declared' })
  values: ValuesDto | null;

  @ApiProperty({ type: SlotCountsDto, description: 'Slots and runs of the day by their status' })
  slots: SlotCountsDto;

  @CountOut(0, { description: 'Slots and runs of which something was taken back' })
  reversed: number;

  @MoneyOut(2469.12, {
    nullable: true,
    description: 'Paid, owed and still to be paid, USDT; null while ROS is to be paid, which is known when it is',
  })
  planned: number | null;

  @MoneyOut(1234.56)
  paid: number;

  @MoneyOut(0, { nullable: true, description: 'Left unpaid, USDT; null where that is ROS: the reconciliation tells' })
  owed: number | null;

  @ApiProperty({ type: 'null', description: 'null: no proof of the day is kept', example: null })
  proof: null;

  @CountOut(0, { description: 'Alerts of the date, neither acknowledged nor resolved' })
  openAlerts: number;
}

export class DaysDto {
  @ApiProperty({ type: [DaySummaryDto], description: 'Every day of the range, in order' })
  days: readonly DaySummaryDto[];
}

export class DaysMetaDto {
  @DateOut('2026-02-01')
  from: string;

  @DateOut('2026-02-28')
  to: string;

  @CountOut(28)
  count: number;
}

/** @throws ValidationFailedError if the range is empty or too long */
export function toDays({ from, to }: DaysQuery, today: CalendarDate): { from: CalendarDate; to: CalendarDate } {
  const range = {
    from: from === undefined ? addDays(today, -DAYS_BACK) : parseCalendarDate(from),
    to: to === undefined ? addDays(today, MAX_DAYS_AHEAD) : parseCalendarDate(to),
  };
  assertDateRange({ first: { field: 'from', date: range.from }, last: { field: 'to', date: range.to } });
  return range;
}
