import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { AccountsModule } from '#lib/accounts';
import { AlertsModule } from '#lib/alerts';
import { AuditModule } from '#lib/audit';
import { AuthModule } from '#lib/auth';
import { IdempotencyModule } from '#lib/idempotency';
import { WorkersModule } from '#lib/workers';
import { AdminMutationInterceptor } from './requests/admin-mutation.interceptor.js';
import { AuthGuard } from './doors/auth.guard.js';
import { BearerTokens } from './doors/bearer-tokens.js';
import { BodySizeGuard } from './doors/body-size.guard.js';
import { EnvelopeInterceptor } from './answers/envelope.interceptor.js';
import { ApiExceptionFilter } from './answers/exception.filter.js';
import { IdempotentReplay } from './answers/idempotent-replay.js';
import { KnownSessions } from './doors/known-sessions.js';
import { OpenStreams } from './doors/open-streams.js';
import { ProviderSignIns } from './doors/provider-sign-ins.js';
import { RateLimitGuard } from './doors/rate-limit.guard.js';
import { RateLimits } from './doors/rate-limits.js';
import { SecurityEvents } from './doors/security-events.js';
import { ValidationPipe } from './requests/validation.pipe.js';

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
