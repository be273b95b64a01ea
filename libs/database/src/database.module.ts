import { Global, Inject, Injectable, Module, type DynamicModule, type OnApplicationBootstrap } from '@nestjs/common';
import { MongooseModule, getConnectionToken } from '@nestjs/mongoose';
import mongoose, { type Connection } from 'mongoose';
import { AppConfig } from '#lib/config';
import { AppLogger } from '#lib/observability';
import { checkThatItAnswers } from './check-server.js';
import { DrainWaiters } from './drain-waiters.js';
import { prepareDatabase } from './prepare-database.js';

mongoose.set('strictQuery', 'throw');

@Module({ providers: [DrainWaiters], exports: [DrainWaiters] })
class DriverModule {}

/** What money needs of the driver, whatever the URI says. */
const SAFE = {
  w: 'majority',
  readConcernLevel: 'majority',
  readPreference: 'primary',
  retryWrites: true,
  retryReads: true,
} as const;

/**
 * How long a call waits for a server that takes it. People and programs wait for the API and for commands; what a worker
 * has begun outlasts an election.
 */
const WAITS_MS = { short: 5_000, long: 30_000 } as const;

function connectionThatWaits(patience: keyof typeof WAITS_MS): DynamicModule {
  return MongooseModule.forRootAsync({
    imports: [DriverModule],
    inject: [AppConfig, DrainWaiters],
    useFactory: async (config: AppConfig) => {
      if (patience !== 'short') await checkThatItAnswers(config.mongodbUri, WAITS_MS.short);
      return {
        uri: config.mongodbUri,
        ...SAFE,
        autoIndex: false,
        autoCreate: false,
        serverSelectionTimeoutMS: WAITS_MS[patience],
        // The driver itself has tried again and again for as long as it waits.
        retryAttempts: 0,
        // Chunks, the slot's driver, the keeper and the status each hold a connection for a moment.
        maxPoolSize: 50,
      };
    },
  });
}

/** One connection for the process, to a database that nobody has looked at: for what makes its indexes. */
@Global()
@Module({ imports: [connectionThatWaits('short')] })
export class DatabaseConnectionModule {}

@Global()
@Module({ imports: [connectionThatWaits('long')] })
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
      uri: this.config.mongodbUri,
      // In production they are made when somebody says so: it may take hours, and rights that processes do not have.
      make: !this.config.production,
      say: (line) => this.log.write('warn', line),
    });
  }
}

/** One connection for the process; its database is checked before the application listens. */
@Global()
@Module({ imports: [DatabaseConnectionModule], providers: [DatabasePreparation] })
export class DatabaseModule {}

/** `DatabaseModule` of a worker: its calls wait until an election is over; a start does not. */
@Global()
@Module({ imports: [WorkerConnectionModule], providers: [DatabasePreparation] })
export class WorkerDatabaseModule {}
