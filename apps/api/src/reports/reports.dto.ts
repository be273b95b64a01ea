import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { addDays, parseCalendarDate, type CalendarDate } from '#lib/calendar';
import { moneyToNumber } from '#lib/money';
import { DAY_STATUSES, type DayReport, type DayStatus } from '#lib/slots';
import { MAX_DAYS, assertDateRange } from '../http/requests/date-range.js';
import { CountOut, DateOut, MoneyOut } from '../http/document/documented.js';
import type { AnswerFormat } from '../http/answers/answer-format.js';
import { FormatQuery, TicketInQuery } from '../http/requests/download-query.js';
import { IsCalendarDate } from '../http/requests/validators/is-calendar-date.js';

/** Left out, a range begins so long before its end. */
const DAYS_BACK = 30;
export const REPORT_FORMATS = ['json', 'csv', 'ndjson'] as const satisfies readonly AnswerFormat[];

export class DailyReportQuery {
  @ApiProperty({
    type: String,
    format: 'date',
    required: false,
    description: `Default: to - ${DAYS_BACK}`,
    example: '2026-02-01',
  })
  @IsOptional()
  @IsCalendarDate()
  from?: string;

  @ApiProperty({
    type: String,
    format: 'date',
    required: false,
    description: `Included; default: today; at most ${MAX_DAYS} days in all`,
    example: '2026-02-28',
  })
  @IsOptional()
  @IsCalendarDate()
  to?: string;

  @FormatQuery(REPORT_FORMATS)
  format?: (typeof REPORT_FORMATS)[number];

  @TicketInQuery()
  ticket?: string;
}

export class DayReportDto {
  @DateOut('2026-02-12')
  date: string;

  @ApiProperty({ type: String, enum: DAY_STATUSES, enumName: 'DayStatus', example: 'COMPLETED' })
  status: DayStatus;

  @CountOut(2, { description: 'Slots and runs that have begun' })
  slots: number;

  @CountOut(300, { description: 'Payouts of ROS, over all slots' })
  stakes: number;

  @CountOut(150, { description: 'Of the slot that reached most of them' })
  users: number;

  @MoneyOut(1234.56, { description: 'Paid as ROS, USDT' })
  ros: number;

  @MoneyOut(100, { description: 'Paid of the premium pool, USDT' })
  premiumPool: number;

  @MoneyOut(50, { description: 'Paid of the performance pool, USDT' })
  performancePool: number;

  @MoneyOut(1384.56, { description: 'ROS and pools, USDT' })
  paid: number;

  @CountOut(0, { description: 'Records that could not be paid and still are not' })
  failures: number;

  @CountOut(0, { description: 'Entries that take back what was paid for the date, whenever that was' })
  reversals: number;

  @MoneyOut(0, { description: 'Their sum, USDT; negative' })
  reversed: number;

  @CountOut(12, { nullable: true, description: 'Of the slot that began latest behind its time; null: none has begun' })
  latenessMs: number | null;
}

export class DailyReportDto {
  @ApiProperty({ type: [DayReportDto], description: 'Every day of the range, in order' })
  days: readonly DayReportDto[];
}

export const REPORT_COLUMNS = [
  'date',
  'status',
  'slots',
  'stakes',
  'users',
  'ros',
  'premiumPool',
  'performancePool',
  'paid',
  'failures',
  'reversals',
  'reversed',
  'latenessMs',
] as const satisfies readonly (keyof DayReportDto)[];

export function toDayReportDto({ ros, pools, paid, reversed, ...plain }: DayReport): DayReportDto {
  return {
    ...plain,
    ros: moneyToNumber(ros),
    premiumPool: moneyToNumber(pools.premium),
    performancePool: moneyToNumber(pools.performance),
    paid: moneyToNumber(paid),
    reversed: moneyToNumber(reversed),
  };
}

/** @throws ValidationFailedError if the range is empty or too long */
export function toReportRange(query: DailyReportQuery, today: CalendarDate): { from: CalendarDate; to: CalendarDate } {
  const to = query.to === undefined ? today : parseCalendarDate(query.to);
  const from = query.from === undefined ? addDays(to, -DAYS_BACK) : parseCalendarDate(query.from);
  assertDateRange({ first: { field: 'from', date: from }, last: { field: 'to', date: to } });
  return { from, to };
}
