import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import helmet from 'helmet';
import { addDays } from '#lib/calendar';
import { AppConfig, loadConfig } from '#lib/config';
import { startError } from '#lib/database';
import { PlatformDay } from '#lib/declarations';
import { AppLogger, Metrics } from '#lib/observability';
import { TimeLimitError, within } from '#lib/queues';
import { ApiModule } from './api.module.js';
import { serveConsole } from './console/serve-console.js';
import { answerNotFound } from './http/answers/exception.filter.js';
import { noteBodySize } from './http/requests/api-request.js';
import { limitDocs } from './http/doors/docs-limit.js';
import { jsonOnly } from './http/requests/json-only.js';
import { RateLimits } from './http/doors/rate-limits.js';
import { requestContext } from './http/requests/request-context.js';
import { prefixRoutes } from './http/requests/route-scope.js';
import { setUpSwagger } from './http/document/swagger.js';

/** A queue of 100 slots takes some 15 kB. */
const BODY_PARSER = { limit: '100kb', verify: noteBodySize };
/** After SIGTERM, requests that still run are cut off; event streams never end by themselves. */
const DRAIN_MS = 8_000;
/** Load balancers keep theirs for a minute. */
const KEEP_ALIVE_MS = 65_000;
/** A connection whose server is away holds nobody up. */
const CLOSE_MS = DRAIN_MS + 4_000;

/**
 * Makes the whole API, ready to listen. Tests boot this very one.
 * @param root a module that imports `ApiModule` and adds to it
 * @throws ConfigError, DatabaseAwayError, UnsuitableDatabaseError, UnsuitableRedisError
 */
export async function createApi(root: Type = ApiModule): Promise<NestExpressApplication> {
  const config = loadConfig();
  try {
    return await makeApi(root, config);
  } catch (error) {
    throw startError(error, config.mongodbUri);
  }
}

async function makeApi(root: Type, config: AppConfig): Promise<NestExpressApplication> {
  const logger = new AppLogger(config);
  const app = await NestFactory.create<NestExpressApplication>(root, {
    logger,
    bodyParser: false,
    abortOnError: false,
  });

  app.set('trust proxy', config.trustProxyHops);
  app.disable('x-powered-by');
  // Nothing is cached, so hashing every answer would serve nobody.
  app.set('etag', false);
  app.use(requestContext(logger, app.get(Metrics)));
  // Plain http is normal behind a proxy and in development: there a browser must not be told to upgrade.
  app.use(helmet({ contentSecurityPolicy: { directives: { 'upgrade-insecure-requests': null } } }));
  app.enableCors({
    origin: [...config.corsOrigins],
    credentials: true,
    exposedHeaders: ['X-Request-Id', 'Retry-After'],
    maxAge: 600,
  });
  app.use(jsonOnly);
  app.useBodyParser('json', BODY_PARSER);
  serveConsole(app);
  prefixRoutes(app);
  if (config.exposeDocs) {
    app.use(limitDocs(app.get(RateLimits), config));
    const platform = app.get(PlatformDay);
    setUpSwagger(app, () => addDays(platform.today(), 1));
  }
  await app.init();
  // Nest answers unknown addresses under the prefix only.
  app.use(answerNotFound);
  return app;
}

/** Runs the API until SIGTERM or SIGINT. */
export async function bootstrap(): Promise<void> {
  try {
    const app = await createApi();
    const config = app.get(AppConfig);
    const logger = app.get(AppLogger);
    for (const notice of config.notices) logger.write('warn', notice);
    stopOnSignal(app, logger);
    keepConnections(app.getHttpServer());
    await (config.listenAddress === '' ? app.listen(config.port) : app.listen(config.port, config.listenAddress));
    const { port } = app.getHttpServer().address() as AddressInfo;
    logger.write('info', 'api listening', {
      event: 'listening',
      port,
      url: `http://127.0.0.1:${port}`,
      pid: process.pid,
    });
  } catch (error) {
    process.stderr.write(`The API cannot start. ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

/** Longer than clients and proxies keep a connection that nobody uses: else one is closed just when they send on it. */
function keepConnections(server: Server): void {
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.headersTimeout = KEEP_ALIVE_MS + 1_000;
}

/** New connections are refused, running requests finish, then the database and Redis connections close. */
function stopOnSignal(app: NestExpressApplication, logger: AppLogger): void {
  const stop = (signal: NodeJS.Signals): void => {
    logger.write('info', 'api stopping', { event: 'stopping', signal });
    setTimeout(() => app.getHttpServer().closeAllConnections(), DRAIN_MS).unref();
    within(CLOSE_MS, 'closing connections', app.close()).then(
      () => {
        logger.write('info', 'api stopped', { event: 'stopped' });
        process.exit(0);
      },
      (error: unknown) => {
        if (error instanceof TimeLimitError) {
          logger.write('warn', 'api stopped; a server is away and its connection did not close', { event: 'stopped' });
          process.exit(0);
        }
        logger.failure('api did not stop cleanly', error);
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}
