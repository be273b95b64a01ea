import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { WorkerRegistry } from '#lib/workers';
import { QueueClaim, redisTrouble, within } from '#lib/queues';

const PATIENCE_MS = 1_500;

export interface DependencyState {
  readonly name: 'mongodb' | 'redis' | 'worker';
  readonly up: boolean;
  /** In words, for the operator. */
  readonly detail: string;
}

/** Asks everything that paying needs whether it is there (docs/specification.md 3.4). */
@Injectable()
export class Readiness {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly claim: QueueClaim,
    private readonly workers: WorkerRegistry,
  ) {}

  /** @returns the state of each dependency; never throws, and takes 1.5 s at most */
  dependencies(): Promise<DependencyState[]> {
    return Promise.all([
      state('mongodb', () => this.pingMongo()),
      state('redis', () => this.askRedis()),
      state('worker', () => this.liveWorkers()),
    ]);
  }

  private async pingMongo(): Promise<string> {
    if (this.connection.db === undefined) throw new Error('not connected');
    await this.connection.db.command({ ping: 1 }, { timeoutMS: PATIENCE_MS });
    return 'answers';
  }

  private async askRedis(): Promise<string> {
    const trouble = redisTrouble(await this.claim.check());
    if (trouble !== null) throw new Error(trouble.replace(/^Redis:? /, ''));
    return 'answers';
  }

  private async liveWorkers(): Promise<string> {
    const { length } = await this.workers.alive();
    if (length === 0) throw new Error('no worker is alive: nothing is paid until one is started');
    return `${length} alive`;
  }
}

async function state(name: DependencyState['name'], ask: () => Promise<string>): Promise<DependencyState> {
  try {
    return { name, up: true, detail: await within(PATIENCE_MS, name, ask()) };
  } catch (error) {
    return { name, up: false, detail: error instanceof Error ? error.message : String(error) };
  }
}
