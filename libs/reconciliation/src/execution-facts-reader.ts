import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { COLLECTIONS } from '#lib/database';
import type { StoredSlot } from '#lib/slots';
import { ExecutionControl, WorkerRegistry } from '#lib/workers';
import type { ExecutionFacts } from './check-punctuality.js';

/** Reads what kept slots from running, or did not. */
@Injectable()
export class ExecutionFactsReader {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly registry: WorkerRegistry,
    private readonly control: ExecutionControl,
  ) {}

  async read(now: Date): Promise<ExecutionFacts> {
    const distributions = this.connection.collection<StoredSlot>(COLLECTIONS.distributions);
    const [last] = await distributions
      .find({ executedAt: { $gt: new Date(0) } }, { projection: { executedAt: 1 }, sort: { executedAt: -1 }, limit: 1 })
      .toArray();
    return {
      workers: await this.registry.alive(),
      mayExecute: await this.control.mayExecute(),
      switchedAt: await this.control.changedAt(),
      running: await distributions.findOne(
        { status: 'EXECUTING', 'run.leaseUntil': { $gt: now } },
        { projection: { _id: 1 } },
      ),
      lastEndedAt: last?.executedAt ?? null,
    };
  }
}
