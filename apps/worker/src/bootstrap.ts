import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppConfig, loadConfig } from '#lib/config';
import { AppLogger } from '#lib/observability';
import { HealthServer } from './health.server.js';
import { Lifecycle } from './lifecycle.js';
import { WorkerModule } from './worker.module.js';

/** Makes the worker, checked and ready; `Lifecycle.start()` begins to consume. */
export async function createWorker(): Promise<INestApplicationContext> {
  const app = await NestFactory.createApplicationContext(WorkerModule, { bufferLogs: true, abortOnError: false });
  app.useLogger(app.get(AppLogger));
  return app;
}

/** Runs the worker until SIGTERM or SIGINT. */
export async function bootstrap(): Promise<void> {
  try {
    loadConfig();
    const app = await createWorker();
    const logger = app.get(AppLogger);
    for (const notice of app.get(AppConfig).notices) logger.write('warn', notice);
    stopOnSignal(app, logger);
    const port = await app.get(HealthServer).listen();
    app.get(Lifecycle).start();
    logger.write('info', 'worker running', { event: 'running', port, pid: process.pid });
  } catch (error) {
    process.stderr.write(`The worker cannot start. ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

/** The running chunk finishes or rolls back, then the connections close. */
function stopOnSignal(app: INestApplicationContext, logger: AppLogger): void {
  const stop = (signal: NodeJS.Signals): void => {
    logger.write('info', 'worker stopping', { event: 'stopping', signal });
    app.close().then(
      () => {
        logger.write('info', 'worker stopped', { event: 'stopped' });
        process.exit(0);
      },
      (error: unknown) => {
        logger.failure('worker did not stop cleanly', error);
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}
