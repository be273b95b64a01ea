import { Global, Inject, Injectable, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { MongooseModule, getConnectionToken } from '@nestjs/mongoose';
import mongoose, { type Connection } from 'mongoose';
import { AppConfig } from '#lib/config';
import { AppLogger } from '#lib/observability';
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

/** One connection for the process, to a database that nobody has looked at: for what makes its indexes. */
@Global()
@Module({
  imports: [
    MongooseModule.forRootAsync({
      imports: [DriverModule],
      inject: [AppConfig, DrainWaiters],
      useFactory: (config: AppConfig) => ({
        uri: config.mongodbUri,
        ...SAFE,
        autoIndex: false,
        autoCreate: false,
        serverSelectionTimeoutMS: 5_000,
        retryAttempts: 3,
        retryDelay: 500,
        // Chunks, the slot's driver, the keeper and the status each hold a connection for a moment.
        maxPoolSize: 50,
      }),
    }),
  ],
})
export class DatabaseConnectionModule {}

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
