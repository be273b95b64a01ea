import { Module } from '@nestjs/common';
import { ConfigModule } from '#lib/config';
import { DatabaseModule } from '#lib/database';
import { ObservabilityModule } from '#lib/observability';
import { QueuesModule } from '#lib/queues';
import { MeModule } from './me/me.module.js';
import { SignInModule } from './auth/sign-in.module.js';
import { HttpModule } from './http/http.module.js';
import { BoardModule } from './board/board.module.js';
import { HealthModule } from './health/health.module.js';
import { ProposalsModule } from './proposals/proposals.module.js';
import { ProofsApiModule } from './proofs/proofs-api.module.js';
import { UsersModule } from './users/users.module.js';
import { AlertsApiModule } from './alerts/alerts-api.module.js';
import { AuditLogModule } from './audit-log/audit-log.module.js';
import { CronModule } from './cron/cron.module.js';
import { DaysModule } from './days/days.module.js';
import { EventsModule } from './events/events.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { PoolsModule } from './pools/pools.module.js';
import { ReportsModule } from './reports/reports.module.js';
import { SettingsModule } from './settings/settings.module.js';

/** What every part of the API stands on. */
const FOUNDATION = [ConfigModule, ObservabilityModule, DatabaseModule, QueuesModule, HttpModule];

/** The parts of the API, one line each. */
const FEATURES = [
  HealthModule,
  SignInModule,
  DaysModule,
  PoolsModule,
  AlertsApiModule,
  AuditLogModule,
  CronModule,
  EventsModule,
  MetricsModule,
  ReportsModule,
  SettingsModule,
  ProposalsModule,
  MeModule,
  UsersModule,
  ProofsApiModule,
  BoardModule,
];

@Module({ imports: [...FOUNDATION, ...FEATURES] })
export class ApiModule {}
