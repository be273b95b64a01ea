import { Injectable } from '@nestjs/common';
import { AppConfig, VERSION, rulesHash, rulesOf } from '#lib/config';
import { DatabaseClock } from './database-clock.js';
import type { ProcessKind, ProcessRecord } from './process-record.schema.js';
import { checkZoneData, type ZoneData } from './zone-check.js';

/** Zones are compared some days ahead; the system's data may be renewed while a process runs. */
const CHECK_ZONE_EVERY_MS = 3_600_000;

type ToldFacts = Pick<
  ProcessRecord,
  | 'kind'
  | 'version'
  | 'nodeVersion'
  | 'startedAt'
  | 'lastHeartbeat'
  | 'skewMs'
  | 'skewToleranceMs'
  | 'isClockTrusted'
  | 'rules'
  | 'rulesHash'
  | 'zoneData'
>;

/** What this process tells of itself with each heartbeat. */
@Injectable()
export class OwnFacts {
  private startedAt: Date | null = null;
  private zone: { readonly data: ZoneData; readonly atMs: number } | null = null;

  constructor(
    private readonly config: AppConfig,
    private readonly clock: DatabaseClock,
  ) {}

  read(kind: ProcessKind): ToldFacts {
    const now = this.clock.now();
    this.startedAt ??= now;
    const { skewMs, toleranceMs } = this.clock.skew();
    const rules = rulesOf(this.config);
    return {
      ...{ kind, version: VERSION, nodeVersion: process.version, startedAt: this.startedAt, lastHeartbeat: now },
      ...{ skewMs, skewToleranceMs: toleranceMs, isClockTrusted: this.clock.isTrusted() },
      ...{ rules, rulesHash: rulesHash(rules), zoneData: this.zoneData(now) },
    };
  }

  private zoneData(now: Date): ZoneData {
    if (this.zone === null || now.getTime() - this.zone.atMs > CHECK_ZONE_EVERY_MS) {
      this.zone = { data: checkZoneData(this.config.timeZone, now), atMs: now.getTime() };
    }
    return this.zone.data;
  }
}
