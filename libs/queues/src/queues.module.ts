import { BullModule, InjectQueue } from '@nestjs/bullmq';
import { Global, Injectable, Module, type OnApplicationBootstrap } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { AppConfig } from '#lib/config';
import { AppLogger, Metrics } from '#lib/observability';
import { assertNoEviction } from './boot-check.js';
import { QUEUES } from './contract.js';
import { Courier } from './courier.js';
import { QueueClaim } from './queue-claim.js';
import { RedisClient } from './redis-client.js';
import { QueueTakenError, takenInWords } from './redis-state.js';

/** Listens for queue errors, which BullMQ asks for; from the first on, also while MongoDB is still being looked for. */
@Injectable()
class QueueErrors {
  constructor(@InjectQueue(QUEUES.slots) slots: Queue, @InjectQueue(QUEUES.chunks) chunks: Queue, metrics: Metrics) {
    for (const queue of [slots, chunks]) {
      // RedisClient writes the log line; every connection of BullMQ would repeat it.
      queue.on('error', () => metrics.errors.inc({ where: `queue-${queue.name}` }));
    }
  }
}

/** Checks Redis before the application starts, and goes on looking. */
@Injectable()
class QueueWatch implements OnApplicationBootstrap {
  constructor(
    private readonly redis: RedisClient,
    private readonly claim: QueueClaim,
    private readonly log: AppLogger,
    private readonly metrics: Metrics,
  ) {}

  /** Redis may be away at start (MongoDB is the truth); one that is there must not evict, nor be another system's. */
  async onApplicationBootstrap(): Promise<void> {
    await this.checkRedis();
    this.claim.watch();
  }

  private async checkRedis(): Promise<void> {
    if ((await this.waitForRedis()) === null) {
      this.log.write('warn', 'Redis is away at start: slots will be paid by the keeper until it returns');
      this.redis.client.once('ready', () => {
        assertNoEviction(this.redis.client).catch((error: unknown) => {
          this.metrics.errors.inc({ where: 'redis-eviction-policy' });
          this.log.failure('Redis came back unsuitable', error);
        });
      });
      return;
    }
    await assertNoEviction(this.redis.client);
    const state = await this.claim.check();
    if (state.kind === 'taken') throw new QueueTakenError(`In Redis ${takenInWords(state)}.`);
  }

  private async waitForRedis(): Promise<number | null> {
    for (let attempt = 0; attempt < 20 && !this.redis.isReady(); attempt += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return this.redis.ping();
  }
}

/** The queues and the courier that fills them. */
@Global()
@Module({
  imports: [
    BullModule.forRootAsync({
      inject: [AppConfig],
      useFactory: (config: AppConfig) => ({
        prefix: config.queuePrefix,
        connection: {
          url: config.redisUrl,
          maxRetriesPerRequest: null,
          connectTimeout: 2_000,
          retryStrategy: (attempt: number) => Math.min(100 * attempt, 1_000),
        },
      }),
    }),
    BullModule.registerQueue({ name: QUEUES.slots }, { name: QUEUES.chunks }),
  ],
  providers: [RedisClient, QueueClaim, Courier, QueueErrors, QueueWatch],
  exports: [RedisClient, QueueClaim, Courier, BullModule],
})
export class QueuesModule {}
