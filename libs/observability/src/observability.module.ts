import { Global, Module } from '@nestjs/common';
import { AppLogger } from './app-logger.js';
import { Metrics } from './metrics.js';

/** Provides the log and the metrics everywhere. */
@Global()
@Module({ providers: [AppLogger, Metrics], exports: [AppLogger, Metrics] })
export class ObservabilityModule {}
