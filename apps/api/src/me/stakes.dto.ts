import { ApiProperty } from '@nestjs/swagger';
import type { UserEntry } from '#lib/ledger';
import { ZERO, moneyToNumber, rateToNumber, type Money } from '#lib/money';
import { STAKE_STATUSES, type UserStake } from '#lib/stakes';
import { CountOut, DateOut, InstantOut, MoneyOut, PercentOut } from '../http/document/documented.js';
import { MAX_LIMIT, PageMetaDto, PageQuery } from '../http/answers/page.dto.js';
import { earnedPercent, progressPercent, stakeTarget } from './stake-progress.js';

export class DailyReturnDto {
  @DateOut('2026-02-12', { nullable: true })
  date: string | null;

  @CountOut(2, { nullable: true, description: 'null for a day that was paid without slots' })
  slotNumber: number | null;

  @MoneyOut(0.5, { nullable: true })
  amount: number | null;

  @PercentOut(0.5, { nullable: true })
  rosPercentage: number | null;

  @InstantOut('2026-02-12T18:00:00.210Z', { nullable: true })
  at: Date | null;
}

export class StakeDto {
  @ApiProperty({ type: String, example: '665f1c2e9b1e8a0012345678' })
  _id: string;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'USDT; null when what is stored is no amount',
    example: 100,
  })
  amount: number | null;

  @ApiProperty({
    type: String,
    description: `${STAKE_STATUSES.join(', ')}, or what another service wrote`,
    example: 'ACTIVE',
  })
  status: string;

  @MoneyOut(12.5)
  totalEarned: number;

  @ApiProperty({ type: Number, nullable: true, description: 'What it may earn over its life, USDT', example: 200 })
  target: number | null;

  @PercentOut(6.25, { description: 'totalEarned in percent of target, rounded down; 100 only when it is reached' })
  progressPercent: number;

  @PercentOut(12.5, {
    description: 'totalEarned in percent of amount, rounded down; 0 when what is stored is no amount',
  })
  earnedPercent: number;

  @CountOut(200, { description: 'What it may earn over its life, in percent of amount' })
  capPercent: number;

  @MoneyOut(1, { description: "The sum of today's slots, USDT" })
  todaysProfit: number;

  @InstantOut('2026-01-30T09:12:00.000Z', { nullable: true })
  activatedAt: Date | null;

  @InstantOut('2026-12-30T14:00:01.000Z', { nullable: true })
  completedAt: Date | null;

  @ApiProperty({ type: [DailyReturnDto], description: 'The latest, newest first' })
  dailyReturnsHistory: readonly DailyReturnDto[];
}

export class StakesDto {
  @ApiProperty({ type: [StakeDto], description: 'Newest first' })
  stakes: readonly StakeDto[];
}

/** Nearly every user's stakes fit on one page. */
export const STAKES_ON_A_PAGE = MAX_LIMIT;

export class StakesQuery extends PageQuery {
  @ApiProperty({
    type: 'integer',
    required: false,
    minimum: 1,
    maximum: MAX_LIMIT,
    default: STAKES_ON_A_PAGE,
    description: 'Stakes on a page',
  })
  declare limit?: string;
}

export class StakesMetaDto extends PageMetaDto {
  @CountOut(1, { description: 'Stakes on all pages' })
  total: number;
}

/** A stake with what it earned. */
export interface EarningStake {
  readonly stake: UserStake;
  readonly todaysProfit: Money;
  readonly history: readonly UserEntry[];
}

export function toStakeDto({ stake, todaysProfit, history }: EarningStake, capPercent: number): StakeDto {
  const { id, amount, status, totalEarned, activatedAt, completedAt } = stake;
  const target = amount === null ? null : stakeTarget(amount, capPercent);
  return {
    _id: String(id),
    amount: amount === null ? null : moneyToNumber(amount),
    status,
    totalEarned: moneyToNumber(totalEarned),
    target: target === null ? null : moneyToNumber(target),
    progressPercent: progressPercent(totalEarned, target ?? ZERO),
    earnedPercent: earnedPercent(totalEarned, amount ?? ZERO),
    capPercent,
    todaysProfit: moneyToNumber(todaysProfit),
    activatedAt,
    completedAt,
    dailyReturnsHistory: history.map(toDailyReturnDto),
  };
}

function toDailyReturnDto({ distributionDate, slotNumber, amount, rate, createdAt }: UserEntry): DailyReturnDto {
  return {
    date: distributionDate,
    slotNumber,
    amount: amount === null ? null : moneyToNumber(amount),
    rosPercentage: rate === null ? null : rateToNumber(rate),
    at: createdAt,
  };
}
