import { Module } from '@nestjs/common';
import { ConfigModule } from '#lib/config';
import { DatabaseModule } from '#lib/database';
import { ObservabilityModule } from '#lib/observability';
import { QueuesModule } from '#lib/queues';
import { MeModule } from './accounts/me.module.js';
import { SignInModule } from './auth/sign-in.module.js';
import { DeclarationsApiModule } from './declarations/declarations-api.module.js';
import { HttpModule } from './http/http.module.js';
import { BoardModule } from './operations/board.module.js';
import { HealthModule } from './operations/health.module.js';
import { OperationsModule } from './operations/operations.module.js';
import { ProposalsModule } from './proposals/proposals.module.js';
import { ProofsApiModule } from './proofs/proofs-api.module.js';
import { UsersModule } from './users/users.module.js';

/** What every part of the API stands on. */
const FOUNDATION = [ConfigModule, ObservabilityModule, DatabaseModule, QueuesModule, HttpModule];

/** The parts of the API, one line each. */
const FEATURES = [
  HealthModule,
  SignInModule,
  DeclarationsApiModule,
  OperationsModule,
  ProposalsModule,
  MeModule,
  UsersModule,
  ProofsApiModule,
  BoardModule,
];

@Module({ imports: [...FOUNDATION, ...FEATURES] })
export class ApiModule {}
