import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model, Types } from 'mongoose';
import { dateInZone } from '#lib/calendar';
import { AppConfig } from '#lib/config';
import { DatabaseClock } from '#lib/workers';
import { StoredChunk } from './chunk.schema.js';
import type { Order } from './orders/order.js';
import { NotOrderedError, OrderSeals } from './orders/order-seals.js';
import { PHASES, type Phase } from './phases.js';
import type { EndedRun, RunKind } from './run.js';
import { actionsOf, type AllowedAction, type Hindrances } from './slot-actions.js';
import { type ChunkStatus } from './slot-moves.js';
import { SlotStore } from './slot-store.js';
import { SlotProgressReader, toSlotView, type SlotView } from './slot-view.js';
import type { Slot } from './slot.js';

/** A run of a slot: over, or the one that waits or works. */
export interface RunView {
  readonly kind: RunKind;
  readonly requestedAt: Date;
  readonly requestedBy: string | null;
  /** The second admin; null where one was enough. */
  readonly approvedBy: string | null;
  readonly worker: string | null;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  /** How it ended; null while it has not. */
  readonly outcome: string | null;
  readonly reason: string | null;
}

/** Chunks of a phase by status. */
export type PhaseChunks = { readonly phase: Phase } & Readonly<Record<Exclude<ChunkStatus, 'DRAFT'>, number>>;

/** Everything about one slot (docs/specification.md 3.2). */
export interface SlotDetail extends SlotView {
  readonly distributionId: Types.ObjectId;
  readonly key: string;
  /** The admin who ordered it; null where nobody is known. */
  readonly orderedBy: string | null;
  /** The second admin, as the order's seal names him; null where one was enough. */
  readonly approvedBy: string | null;
  /** Its last run has ended, and its receipts are not made anew yet. */
  readonly closing: boolean;
  /** The oldest first. */
  readonly runs: readonly RunView[];
  readonly chunks: readonly PhaseChunks[];
  readonly actions: readonly AllowedAction[];
}

/** Reads one slot with its runs and chunks. */
@Injectable()
export class SlotDetails {
  constructor(
    @InjectModel(StoredChunk.name) private readonly chunks: Model<StoredChunk>,
    private readonly slots: SlotStore,
    private readonly progress: SlotProgressReader,
    private readonly seals: OrderSeals,
    private readonly clock: DatabaseClock,
    private readonly config: AppConfig,
  ) {}

  /** @throws SlotNotFoundError */
  async read(date: string, slotNumber: number): Promise<SlotDetail> {
    const slot = await this.slots.slot(date, slotNumber);
    const [progress, chunks] = await Promise.all([this.progress.read([slot]), this.countChunks(slot._id)]);
    const paid = progress.get(slot._id.toHexString());
    if (paid === undefined) throw new RangeError(`no progress was read of ${slot.key}`);
    const runs = runsOf(slot);
    return {
      ...toSlotView(slot, paid),
      ...{ distributionId: slot._id, key: slot.key },
      ...{ orderedBy: runs[0]?.requestedBy ?? null, approvedBy: this.approverOf(slot) },
      closing: slot.run.state === 'ENDED' && slot.proofDue !== undefined,
      ...{ runs, chunks, actions: actionsOf(slot, this.hindrances(slot)) },
    };
  }

  /** Whose name is not sealed has approved nothing. */
  private approverOf(slot: Slot): string | null {
    const order = ordered(() => this.seals.orderOf(slot));
    return typeof order === 'string' ? null : order.approvedBy;
  }

  private hindrances(slot: Slot): Hindrances {
    const today = dateInZone(this.clock.now(), this.config.timeZone);
    const [order, same] = [ordered(() => this.seals.orderOf(slot)), ordered(() => this.seals.verified(slot))];
    return {
      isPast: slot.date !== null && slot.date < today,
      notOrdered: typeof order === 'string' ? order : null,
      notAsOrdered: typeof same === 'string' ? same : null,
    };
  }

  private async countChunks(distributionId: Types.ObjectId): Promise<PhaseChunks[]> {
    const groups = await this.chunks.collection
      .aggregate<{ _id: { phase: Phase; status: ChunkStatus }; count: number }>([
        { $match: { distributionId, status: { $ne: 'DRAFT' } } },
        { $group: { _id: { phase: '$phase', status: '$status' }, count: { $sum: 1 } } },
      ])
      .toArray();
    const count = (phase: Phase, status: ChunkStatus): number =>
      Number(groups.find(({ _id }) => _id.phase === phase && _id.status === status)?.count ?? 0);
    return PHASES.filter((phase) => groups.some(({ _id }) => _id.phase === phase)).map((phase) => ({
      phase,
      OPEN: count(phase, 'OPEN'),
      PAID: count(phase, 'PAID'),
      FAILED: count(phase, 'FAILED'),
    }));
  }
}

/** @returns the order, or why there is none */
function ordered(read: () => Order): Order | string {
  try {
    return read();
  } catch (error) {
    if (error instanceof NotOrderedError) return error.message;
    throw error;
  }
}

function runsOf({ run, runs }: Slot): RunView[] {
  const ended = runs.map((one): RunView => toRunView(one, one.status));
  const isLast = run.state === 'ENDED' && runs.at(-1)?.requestedAt.getTime() === run.requestedAt.getTime();
  return isLast ? ended : [...ended, toRunView({ ...run, reason: null }, run.state === 'ENDED' ? 'CANCELLED' : null)];
}

function toRunView(
  run: Omit<EndedRun, 'status' | 'endedAt'> & { readonly endedAt: Date | null },
  outcome: string | null,
): RunView {
  const { kind, requestedAt, requestedBy, approvedBy = null, worker, startedAt, endedAt, reason } = run;
  return { kind, requestedAt, requestedBy, approvedBy, worker, startedAt, endedAt, outcome, reason };
}
