import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AppConfig, VERSION } from '#lib/config';
import { MAX_DAYS_AHEAD, MAX_DESCRIPTION, MAX_SLOTS } from '#lib/declarations';
import { MAX_AMOUNT, MAX_DAY_ROS, moneyToNumber, rateToNumber, type Money } from '#lib/money';
import { DatabaseClock } from '#lib/workers';
import { answer, type Answer } from '../http/answers/answer.js';
import { ApiEnvelope, ApiErrors } from '../http/document/api-docs.js';
import { SettingsDto } from './settings.dto.js';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** What this platform goes by (docs/specification.md 3.4). */
@ApiTags('operations')
@Controller('admin/settings')
export class SettingsController {
  constructor(
    private readonly config: AppConfig,
    private readonly clock: DatabaseClock,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Zone, default time, cap, ranks, limits, versions, and the time of the database' })
  @ApiEnvelope(SettingsDto)
  @ApiErrors(401, 403, 429, 503)
  read(): Answer<SettingsDto> {
    const { timeZone, defaultDistributionTime, rosCapPercent, premiumPoolRanks, performancePoolRanks } = this.config;
    const { approvalAbove, approvalTtlMs, payoutDelayMs, dayLimit, largePayoutFactor } = this.config;
    const now = this.clock.now();
    return answer({
      timeZone: { name: timeZone, offset: offsetOf(timeZone, now) },
      defaultDistributionTime,
      rosCapPercent,
      ranks: { premiumPool: premiumPoolRanks, performancePool: performancePoolRanks },
      limits: {
        rosPercentage: rateToNumber(MAX_DAY_ROS),
        amount: moneyToNumber(MAX_AMOUNT),
        slots: MAX_SLOTS,
        daysAhead: MAX_DAYS_AHEAD,
        description: MAX_DESCRIPTION,
      },
      secondAdmin: {
        approvalAbove: numberOrNull(approvalAbove),
        approvalHours: approvalTtlMs / HOUR_MS,
        payoutDelayMinutes: payoutDelayMs / MINUTE_MS,
        dayLimit: numberOrNull(dayLimit),
        largePayoutFactor: largePayoutFactor === null ? null : largePayoutFactor / 1_000,
      },
      misfireGraceHours: this.config.misfireGraceMs / HOUR_MS,
      versions: { product: VERSION, node: process.version, timeZoneData: process.versions['tz'] ?? null },
      databaseTime: now,
    });
  }
}

function numberOrNull(amount: Money | null): number | null {
  return amount === null ? null : moneyToNumber(amount);
}

/** `+02:00`; `+00:00` for UTC. */
function offsetOf(timeZone: string, at: Date): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).formatToParts(at);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  return name.replace('GMT', '') || '+00:00';
}
