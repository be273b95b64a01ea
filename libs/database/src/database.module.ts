import {
  Global,
  Inject,
  Injectable,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { MongooseModule, getConnectionToken } from '@nestjs/mongoose';
import mongoose, { type Connection } from 'mongoose';
import { AppConfig } from '#lib/config';
import { AppLogger } from '#lib/observability';
import { boundReads } from './bounded-reads.js';
import { checkThatItAnswers, checkUri } from './check-server.js';
import { CLIENTS, SAFE, SHORT_MS } from './client-options.js';
import { watchDrainWaiters } from './drain-waiters.js';
import { prepareDatabase } from './prepare-database.js';

mongoose.set('strictQuery', 'throw');

@Injectable()
class DrainWaiters implements OnApplicationShutdown {
  readonly onApplicationShutdown = watchDrainWaiters();
}

@Module({ providers: [DrainWaiters], exports: [DrainWaiters] })
class DriverModule {}

/** Who connects, and how patient he is. */
type Process = keyof typeof CLIENTS;

function connectionOf(process: Process): DynamicModule {
  const { waitsMs, readsMs, appName } = CLIENTS[process];
  return MongooseModule.forRootAsync({
    imports: [DriverModule],
    inject: [AppConfig, DrainWaiters],
    useFactory: async (config: AppConfig) => {
      checkUri(config.mongodbUri);
      if (waitsMs > SHORT_MS) await checkThatItAnswers(config.mongodbUri, SHORT_MS);
      return {
        uri: config.mongodbUri,
        ...SAFE,
        appName,
        autoIndex: false,
        autoCreate: false,
        serverSelectionTimeoutMS: waitsMs,
        // The driver itself has tried again and again for as long as it waits.
        retryAttempts: 0,
        // Chunks, the slot's driver, the keeper and the status each hold a connection for a moment.
        maxPoolSize: 50,
        connectionFactory: (connection: Connection) =>
          readsMs === null ? connection : boundReads(connection, readsMs),
      };
    },
  });
}

/** One connection for the process, to a database that nobody has looked at: for what makes its indexes or takes it over. */
@Global()
@Module({ imports: [connectionOf('takeover')] })
export class DatabaseConnectionModule {}

@Global()
@Module({ imports: [connectionOf('command')] })
class CommandConnectionModule {}

@Global()
@Module({ imports: [connectionOf('api')] })
class ApiConnectionModule {}

@Global()
@Module({ imports: [connectionOf('worker')] })
class WorkerConnectionModule {}

@Injectable()
class DatabasePreparation implements OnApplicationBootstrap {
  constructor(
    @Inject(getConnectionToken()) private readonly connection: Connection,
    private readonly config: AppConfig,
    private readonly log: AppLogger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await prepareDatabase(this.connection, {
      // In production they are made when somebody says so: it may take hours, and rights that processes do not have.
      make: !this.config.production,
      say: (line) => this.log.write('warn', line),
    });
  }
}

/** One connection for the process; its database is checked before the application listens. */
@Global()
@Module({ imports: [ApiConnectionModule], providers: [DatabasePreparation] })
export class DatabaseModule {}

/** `DatabaseModule` of a worker: its calls wait until an election is over; a start does not. */
@Global()
@Module({ imports: [WorkerConnectionModule], providers: [DatabasePreparation] })
export class WorkerDatabaseModule {}

/** `DatabaseModule` of a command. */
@Global()
@Module({ imports: [CommandConnectionModule], providers: [DatabasePreparation] })
export class CommandDatabaseModule {}
