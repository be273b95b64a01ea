import { ApiProperty } from '@nestjs/swagger';
import { CountOut, InstantOut, MoneyOut, PercentOut } from '../http/document/documented.js';

export class ZoneDto {
  @ApiProperty({ type: String, description: 'IANA name', example: 'Europe/Berlin' })
  name: string;

  @ApiProperty({ type: String, description: 'From UTC, now', example: '+01:00' })
  offset: string;
}

export class PoolRanksDto {
  @ApiProperty({ type: [String], example: ['Principal Strategist', 'Finance Titan'] })
  premiumPool: readonly string[];

  @ApiProperty({ type: [String], example: ['Associate Stakeholder', 'Finance Titan'] })
  performancePool: readonly string[];
}

export class LimitsDto {
  @PercentOut(2.2, { description: 'Of a day, percent' })
  rosPercentage: number;

  @MoneyOut(1_000_000_000, { description: 'Of an amount that is sent, USDT' })
  amount: number;

  @CountOut(100, { description: 'Of a day' })
  slots: number;

  @CountOut(30, { description: 'How far ahead a day can be declared and queued' })
  daysAhead: number;

  @CountOut(500, { description: 'Characters' })
  description: number;
}

/** What is off is null, or 0. */
export class SecondAdminDto {
  @MoneyOut(10_000, { nullable: true, description: 'What would pay more waits for another admin, USDT' })
  approvalAbove: number | null;

  @CountOut(24, { description: 'How long it can be approved' })
  approvalHours: number;

  @CountOut(15, { description: 'By how much what would be paid at once above approvalAbove is paid later' })
  payoutDelayMinutes: number;

  @MoneyOut(50_000, { nullable: true, description: 'What a date pays at most, USDT' })
  dayLimit: number | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'A payout above so many times the median day of the last 30 is alerted',
    example: 10,
  })
  largePayoutFactor: number | null;
}

export class VersionsDto {
  @ApiProperty({ type: String, example: '0.2.0' })
  product: string;

  @ApiProperty({ type: String, example: 'v24.21.0' })
  node: string;

  @ApiProperty({ type: String, nullable: true, example: '2026c' })
  timeZoneData: string | null;
}

/** What this process goes by; `cron/status` names processes that go by something else. */
export class SettingsDto {
  @ApiProperty({ type: ZoneDto })
  timeZone: ZoneDto;

  @ApiProperty({ type: String, description: 'HH:mm[:ss] in that zone', example: '00:00' })
  defaultDistributionTime: string;

  @PercentOut(200, { description: 'What a stake earns at most over its life, percent of its amount' })
  rosCapPercent: number;

  @ApiProperty({ type: PoolRanksDto, description: 'Who qualifies, low to high' })
  ranks: PoolRanksDto;

  @ApiProperty({ type: LimitsDto })
  limits: LimitsDto;

  @ApiProperty({ type: SecondAdminDto, description: 'What needs a second admin, and what a date may pay' })
  secondAdmin: SecondAdminDto;

  @ApiProperty({ type: Number, description: 'How late a slot may be and still run unasked', example: 12 })
  misfireGraceHours: number;

  @ApiProperty({ type: VersionsDto })
  versions: VersionsDto;

  @InstantOut('2026-02-12T14:30:00.000Z', { description: 'By which everything is paid' })
  databaseTime: Date;
}
