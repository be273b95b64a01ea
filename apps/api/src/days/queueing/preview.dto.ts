import { ApiProperty } from '@nestjs/swagger';
import { NotDueDto } from '../watching/day.dto.js';
import { CountOut, DateOut, InstantOut, MoneyOut, PercentOut } from '../../http/document/documented.js';

export class UnpayableDto {
  @CountOut(1)
  count: number;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'By reason, a stable word',
    example: { MISSING_USER: 1 },
  })
  byReason: Readonly<Record<string, number>>;
}

export class RosPreviewDto {
  @CountOut(153, { description: 'ACTIVE now: the parts below add up to them' })
  active: number;

  @CountOut(150)
  stakes: number;

  @CountOut(140)
  users: number;

  @MoneyOut(1234.56)
  total: number;

  @CountOut(2, { description: 'Stakes that reach their cap with this slot' })
  cappedStakes: number;

  @CountOut(0, { description: 'Due stakes that have earned up to their cap before' })
  atCap: number;

  @CountOut(0, { description: 'Due stakes whose payout rounds down to nothing' })
  nothing: number;

  @ApiProperty({ type: NotDueDto, description: 'Stakes that are not due, and why' })
  notDue: NotDueDto;

  @ApiProperty({ type: UnpayableDto, description: 'Stakes that are due and cannot be paid' })
  unpayable: UnpayableDto;
}

export class PoolPreviewDto {
  @CountOut(75)
  qualifiers: number;

  @MoneyOut(1000)
  pool: number;

  @MoneyOut(13.333333, { description: 'Of each, rounded down to 0.000001 USDT' })
  share: number;

  @CountOut(25, { description: 'How many get 0.000001 USDT more, so that the shares add up to the pool' })
  extra: number;

  @MoneyOut(1000, { description: '0 when nobody qualifies; USDT' })
  total: number;
}

export class PreviewSlotDto {
  @CountOut(1, { nullable: true })
  slotNumber: number | null;

  @InstantOut('2026-02-12T14:00:00.000Z')
  scheduledFor: Date;

  @PercentOut(0.5)
  rosPercentage: number;

  @MoneyOut(1000)
  premiumPoolAmount: number;

  @MoneyOut(2000)
  performancePoolAmount: number;

  @ApiProperty({ type: RosPreviewDto })
  ros: RosPreviewDto;

  @ApiProperty({ type: PoolPreviewDto })
  premiumPool: PoolPreviewDto;

  @ApiProperty({ type: PoolPreviewDto })
  performancePool: PoolPreviewDto;

  @MoneyOut(4234.56)
  total: number;
}

export class PreviewValuesDto {
  @PercentOut(1)
  rosPercentage: number;

  @MoneyOut(1000)
  premiumPoolAmount: number;

  @MoneyOut(2000)
  performancePoolAmount: number;
}

/** What each slot would pay now. */
export class PreviewDto {
  @DateOut('2026-02-12')
  today: string;

  @ApiProperty({ type: Boolean, example: true })
  multiSlotEnabled: boolean;

  @ApiProperty({ type: PreviewValuesDto })
  values: PreviewValuesDto;

  @ApiProperty({ type: [PreviewSlotDto] })
  distributionSlots: readonly PreviewSlotDto[];

  @MoneyOut(5469.12)
  total: number;

  @ApiProperty({
    type: [String],
    description: 'What is to be known before it is queued',
    example: ['3 ACTIVE stakes have no instant of activation and would not be paid.'],
  })
  warnings: readonly string[];

  @ApiProperty({
    type: String,
    description: 'SHA-256 of what would be paid: sent with the queueing, that is refused if it is no longer the same',
    example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  })
  manifest: string;
}
