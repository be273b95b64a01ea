import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { AccountsModule } from '#lib/accounts';
import { AlertsModule } from '#lib/alerts';
import { AuditModule } from '#lib/audit';
import { AuthModule } from '#lib/auth';
import { IdempotencyModule } from '#lib/idempotency';
import { WorkersModule } from '#lib/workers';
import { AdminMutationInterceptor } from './admin-mutation.interceptor.js';
import { AuthGuard } from './auth.guard.js';
import { BearerTokens } from './bearer-tokens.js';
import { BodySizeGuard } from './body-size.guard.js';
import { EnvelopeInterceptor } from './envelope.interceptor.js';
import { ApiExceptionFilter } from './exception.filter.js';
import { IdempotentReplay } from './idempotent-replay.js';
import { KnownSessions } from './known-sessions.js';
import { OpenStreams } from './open-streams.js';
import { ProviderSignIns } from './provider-sign-ins.js';
import { RateLimitGuard } from './rate-limit.guard.js';
import { RateLimits } from './rate-limits.js';
import { SecurityEvents } from './security-events.js';
import { ValidationPipe } from './validation.pipe.js';

/** What stands before and after every handler. Guards, and interceptors from the outside in, run in this order. */
@Global()
@Module({
  imports: [AccountsModule, AlertsModule, AuditModule, AuthModule, IdempotencyModule, WorkersModule],
  providers: [
    BearerTokens,
    KnownSessions,
    IdempotentReplay,
    OpenStreams,
    ProviderSignIns,
    RateLimits,
    SecurityEvents,
    { provide: APP_FILTER, useClass: ApiExceptionFilter },
    { provide: APP_GUARD, useClass: RateLimitGuard },
    { provide: APP_GUARD, useClass: BodySizeGuard },
    { provide: APP_GUARD, useClass: AuthGuard },
    { provide: APP_INTERCEPTOR, useClass: EnvelopeInterceptor },
    { provide: APP_INTERCEPTOR, useClass: AdminMutationInterceptor },
    { provide: APP_PIPE, useClass: ValidationPipe },
  ],
  exports: [BearerTokens, KnownSessions, OpenStreams, ProviderSignIns, RateLimits, SecurityEvents],
})
export class HttpModule {}
