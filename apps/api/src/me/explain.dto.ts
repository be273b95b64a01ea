import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { addDays, daysBetween, parseCalendarDate, type CalendarDate } from '#lib/calendar';
import { moneyToNumber, rateToNumber, type Money } from '#lib/money';
import {
  OUTCOMES,
  type Calculation,
  type ExplainedDay,
  type ExplainedShare,
  type ExplainedSlot,
  type ExplainedStake,
  type Explanation,
  type OutcomeWord,
} from '#lib/reconciliation';
import { SLOT_STATUSES, type SlotStatus } from '#lib/slots';
import { CountOut, DateOut, InstantOut, MoneyOut, PercentOut } from '../http/document/documented.js';
import { ValidationFailedError } from '../http/answers/errors.js';
import { IsCalendarDate } from '../http/requests/validators/is-calendar-date.js';
import { PageMetaDto } from '../http/answers/page.dto.js';
import { meaningOf } from './outcome-words.js';
import { StakesQuery } from './stakes.dto.js';

const MAX_DAYS = 31;
const RANGE = `At most ${MAX_DAYS} days, both counted`;

export class ExplainQuery extends StakesQuery {
  @ApiProperty({
    type: String,
    format: 'date',
    required: false,
    description: 'One date; today without any',
    example: '2026-02-12',
  })
  @IsOptional()
  @IsCalendarDate()
  date?: string;

  @ApiProperty({ type: String, format: 'date', required: false, description: RANGE, example: '2026-02-01' })
  @IsOptional()
  @IsCalendarDate()
  from?: string;

  @ApiProperty({ type: String, format: 'date', required: false, description: RANGE, example: '2026-02-12' })
  @IsOptional()
  @IsCalendarDate()
  to?: string;
}

export class CalculationDto {
  @MoneyOut(100, { description: "The stake's amount as it is now, USDT" })
  amount: number;

  @PercentOut(0.5)
  rosPercentage: number;

  @MoneyOut(0.5, { description: 'amount * rosPercentage / 100, rounded down to 0.000001 USDT' })
  floor6: number;

  @PercentOut(200)
  capPercent: number;

  @MoneyOut(200, { description: 'The most that the stake may earn over its life, USDT' })
  cap: number;

  @MoneyOut(12.5, { description: 'What it has earned so far, USDT' })
  totalEarned: number;

  @ApiProperty({
    type: Boolean,
    nullable: true,
    description: 'Less than floor6 was paid because the stake reached its cap with it; null where nothing was paid',
  })
  cutByCap: boolean | null;

  @ApiProperty({
    type: Boolean,
    nullable: true,
    description: "What was paid is what this comes to; false: the stake's amount was another one then",
  })
  agrees: boolean | null;
}

export class TakenBackDto {
  @InstantOut('2026-02-12T19:00:00.210Z', { nullable: true })
  at: Date | null;

  @MoneyOut(0.5, { nullable: true })
  amount: number | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'In the words of the admin',
    example: 'a wrong percentage',
  })
  because: string | null;
}

export class OutcomeDto {
  @ApiProperty({ type: String, enum: OUTCOMES, enumName: 'Outcome', description: 'A stable word' })
  outcome: OutcomeWord;

  @ApiProperty({ type: String, description: 'The same for people', example: 'Paid.' })
  message: string;

  @ApiProperty({
    type: String,
    enum: ['then', 'now'],
    description: 'then: recorded when the slot ran; now: from how the records are now, what they were is kept nowhere',
  })
  knownFrom: 'then' | 'now';

  @MoneyOut(0.5, { nullable: true, description: 'What was paid, USDT' })
  amount: number | null;

  @MoneyOut(0.5, { nullable: true, description: 'What a compensation or a retry would pay now, USDT' })
  owed: number | null;

  @ApiProperty({ type: String, nullable: true, description: 'A stable word that tells more', example: 'MISSING_USER' })
  reason: string | null;

  @InstantOut('2026-02-12T18:00:00.210Z', { nullable: true })
  paidAt: Date | null;

  @ApiProperty({
    type: TakenBackDto,
    nullable: true,
    description: 'What was paid and taken back; null where nothing was',
  })
  reversal: TakenBackDto | null;
}

export class ExplainedStakeDto extends OutcomeDto {
  @ApiProperty({ type: String, example: '665f1c2e9b1e8a0012345678' })
  stakeId: string;

  @ApiProperty({ type: String, description: "Now; empty where the stake is another user's since", example: 'ACTIVE' })
  stakeStatus: string;

  @InstantOut('2026-01-30T09:12:00.000Z', { nullable: true })
  activatedAt: Date | null;

  @InstantOut('2026-12-30T14:00:01.000Z', { nullable: true })
  completedAt: Date | null;

  @ApiProperty({ type: CalculationDto, nullable: true, description: 'null where what is stored is no amount' })
  calculation: CalculationDto | null;
}

export class StandingDto {
  @ApiProperty({ type: String, example: 'Stakeholder' })
  rank: string;

  @ApiProperty({ type: Boolean })
  isActive: boolean;

  @ApiProperty({ type: Boolean })
  premiumQualified: boolean;

  @ApiProperty({ type: Boolean, description: 'Whether the user shares this pool with that' })
  qualifies: boolean;
}

export class ExplainedPoolDto extends OutcomeDto {
  @ApiProperty({ type: String, enum: ['premium', 'performance'] })
  pool: 'premium' | 'performance';

  @MoneyOut(10000, { description: 'What is shared, USDT' })
  poolAmount: number;

  @CountOut(75, { nullable: true, description: 'How many share it; null until the shares are frozen' })
  qualifiers: number | null;

  @ApiProperty({ type: [String], description: 'Whose ranks share it, as frozen on the slot' })
  ranks: readonly string[];

  @ApiProperty({
    type: StandingDto,
    nullable: true,
    description: 'How the user stands now, where no share was frozen for him; what he was then is kept nowhere',
  })
  now: StandingDto | null;
}

export class ExplainedSlotDto {
  @ApiProperty({ type: String, example: '2026-02-12/slot-1' })
  key: string;

  @CountOut(1, { nullable: true, description: 'null for what was distributed without slots' })
  slotNumber: number | null;

  @ApiProperty({ type: String, enum: SLOT_STATUSES, enumName: 'SlotStatus' })
  status: SlotStatus;

  @ApiProperty({ type: String, nullable: true, description: 'Why it FAILED', example: null })
  reason: string | null;

  @InstantOut('2026-02-12T18:00:00.000Z')
  scheduledFor: Date;

  @InstantOut('2026-02-12T18:00:03.120Z', { nullable: true })
  executedAt: Date | null;

  @PercentOut(0.5, { nullable: true, description: 'Percent; null where what is stored is none' })
  rosPercentage: number | null;

  @ApiProperty({ type: [ExplainedStakeDto], description: 'None where the slot pays no ROS' })
  stakes: readonly ExplainedStakeDto[];

  @ApiProperty({ type: [ExplainedPoolDto], description: 'On the first page of stakes' })
  pools: readonly ExplainedPoolDto[];
}

export class ExplainedDayDto {
  @DateOut('2026-02-12')
  date: string;

  @ApiProperty({ type: [ExplainedSlotDto], description: 'In the order of their instants' })
  slots: readonly ExplainedSlotDto[];
}

export class ExplanationDto {
  @ApiProperty({ type: [ExplainedDayDto] })
  days: readonly ExplainedDayDto[];
}

export class ExplanationMetaDto extends PageMetaDto {
  @CountOut(1, { description: 'Stakes on all pages' })
  total: number;
}

/** @throws ValidationFailedError if the dates are none, too many, or two questions in one */
export function toDates({ date, from, to }: ExplainQuery, today: CalendarDate): CalendarDate[] {
  if (date !== undefined && (from ?? to) !== undefined) {
    throw new ValidationFailedError([{ field: 'date', message: 'must not be given together with from and to' }]);
  }
  const first = parseCalendarDate(date ?? from ?? to ?? today);
  const last = parseCalendarDate(date ?? to ?? from ?? today);
  const days = daysBetween(first, last) + 1;
  if (days < 1 || days > MAX_DAYS) {
    const message =
      days < 1
        ? `must not be before from (${first})`
        : `must be at most ${MAX_DAYS} days from from (${first}), both counted`;
    throw new ValidationFailedError([{ field: 'to', message, value: last }]);
  }
  return Array.from({ length: days }, (_, index) => addDays(first, index));
}

export function toExplanationDto({ days }: Explanation): ExplanationDto {
  return { days: days.map(toDay) };
}

export function toExplanationMeta({ count, limit, total, nextCursor }: Explanation): ExplanationMetaDto {
  return { count, limit, nextCursor, total };
}

function toDay({ date, slots }: ExplainedDay): ExplainedDayDto {
  return { date, slots: slots.map(toSlot) };
}

function toSlot({ slot, isReadable, stakes, shares }: ExplainedSlot): ExplainedSlotDto {
  const { key, slotNumber, status, reason, scheduledFor, executedAt } = slot;
  return {
    ...{ key, slotNumber, status, reason, scheduledFor, executedAt },
    rosPercentage: isReadable ? rateToNumber(slot.rate) : null,
    stakes: stakes.map(toStake),
    pools: shares.map(toPool),
  };
}

function toStake(explained: ExplainedStake): ExplainedStakeDto {
  const { stake, calculation } = explained;
  return {
    stakeId: String(stake.id),
    stakeStatus: stake.status,
    ...toOutcome(explained),
    activatedAt: stake.activatedAt,
    completedAt: stake.completedAt,
    calculation: calculation === null ? null : toCalculation(calculation),
  };
}

function toCalculation(calculation: Calculation): CalculationDto {
  const { amount, rate, uncut, capPercent, cap, totalEarned, cutByCap, agrees } = calculation;
  return {
    amount: moneyToNumber(amount),
    rosPercentage: rateToNumber(rate),
    floor6: moneyToNumber(uncut),
    capPercent,
    cap: moneyToNumber(cap),
    totalEarned: moneyToNumber(totalEarned),
    cutByCap,
    agrees,
  };
}

function toPool(explained: ExplainedShare): ExplainedPoolDto {
  const { pool, poolAmount, qualifiers, ranks, now } = explained;
  const standing = now === null ? null : { ...now, qualifies: now.qualifies[pool] };
  return { pool, ...toOutcome(explained), poolAmount: moneyToNumber(poolAmount), qualifiers, ranks, now: standing };
}

function toOutcome(explained: ExplainedStake | ExplainedShare): OutcomeDto {
  const { outcome, knownFrom, amount, owed, reason, paidAt, takenBack } = explained;
  return {
    outcome,
    message: meaningOf(explained),
    knownFrom,
    amount: orNull(amount),
    owed: orNull(owed),
    reason,
    paidAt,
    reversal: takenBack === null ? null : { ...takenBack, amount: orNull(takenBack.amount) },
  };
}

function orNull(amount: Money | null): number | null {
  return amount === null ? null : moneyToNumber(amount);
}
