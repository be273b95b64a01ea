import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppConfig, loadConfig } from '#lib/config';
import { startError } from '#lib/database';
import { AppLogger } from '#lib/observability';
import { TimeLimitError, within } from '#lib/queues';
import { HealthServer } from './health.server.js';
import { Lifecycle } from './lifecycle.js';
import { WorkerModule } from './worker.module.js';

/** Closing a connection takes milliseconds, if its server is there. */
const CLOSE_MS = 5_000;

/**
 * Makes the worker, checked and ready; `Lifecycle.start()` begins to consume.
 * @throws ConfigError, DatabaseAwayError, UnsuitableDatabaseError, UnsuitableRedisError
 */
export async function createWorker(): Promise<INestApplicationContext> {
  const config = loadConfig(undefined, 'worker');
  const logger = new AppLogger(config);
  try {
    return await NestFactory.createApplicationContext(WorkerModule, { logger, abortOnError: false });
  } catch (error) {
    throw startError(error, config.mongodbUri);
  }
}

/** Runs the worker until SIGTERM or SIGINT. */
export async function bootstrap(): Promise<void> {
  try {
    const app = await createWorker();
    const logger = app.get(AppLogger);
    for (const notice of app.get(AppConfig).notices) logger.write('warn', notice);
    stopOnSignal(app, logger);
    const ports = await app.get(HealthServer).listen();
    app.get(Lifecycle).start();
    logger.write('info', 'worker running', { event: 'running', ...ports, pid: process.pid });
  } catch (error) {
    process.stderr.write(`The worker cannot start. ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

/**
 * The running chunks are paid or rolled back first, for as long as that takes; then the connections close. A connection
 * that will not close (its server is away) holds nobody up: nothing depends on it any more.
 */
function stopOnSignal(app: INestApplicationContext, logger: AppLogger): void {
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    logger.write('info', 'worker stopping', { event: 'stopping', signal });
    await app.get(Lifecycle).drain();
    await within(CLOSE_MS, 'closing connections', app.close()).catch((error: unknown) => {
      if (!(error instanceof TimeLimitError)) throw error;
      logger.write('warn', 'a server is away and its connection did not close', { problem: error.message });
    });
    logger.write('info', 'worker stopped', { event: 'stopped' });
  };
  const end = (signal: NodeJS.Signals): void => {
    stop(signal).then(
      () => process.exit(0),
      (error: unknown) => {
        logger.failure('worker did not stop cleanly', error);
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
}
