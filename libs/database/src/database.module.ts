import { Global, Inject, Injectable, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { MongooseModule, getConnectionToken } from '@nestjs/mongoose';
import mongoose, { type Connection } from 'mongoose';
import { AppConfig } from '#lib/config';
import { prepareDatabase } from './boot-check.js';
import { DrainWaiters } from './drain-waiters.js';

mongoose.set('strictQuery', 'throw');

@Injectable()
class DatabasePreparation implements OnApplicationBootstrap {
  constructor(@Inject(getConnectionToken()) private readonly connection: Connection) {}

  async onApplicationBootstrap(): Promise<void> {
    await prepareDatabase(this.connection);
  }
}

@Module({ providers: [DrainWaiters], exports: [DrainWaiters] })
class DriverModule {}

/** One connection for the process; its indexes are made and checked before the application listens. */
@Global()
@Module({
  imports: [
    MongooseModule.forRootAsync({
      imports: [DriverModule],
      inject: [AppConfig, DrainWaiters],
      useFactory: (config: AppConfig) => ({
        uri: config.mongodbUri,
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
  providers: [DatabasePreparation],
})
export class DatabaseModule {}
