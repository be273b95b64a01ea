import type { Connection } from 'mongoose';
import type { AppConfig } from '#lib/config';
import { COLLECTIONS } from '#lib/database';
import { rulesToStored } from './slot.js';
import type { StoredRules, StoredSlot } from './slot.schema.js';
import { requestedRun, type Run } from './run.js';
import { rulesOfSlots } from './slot-store.js';

/** A slot as version 0.1.0 wrote it. */
type OldSlot = Omit<StoredSlot, 'run' | 'runs' | 'rules' | 'accounted'> & {
  readonly attemptStartedAt?: Date | null;
  readonly leaseUntil?: Date | null;
  readonly leaseOwner?: string | null;
  readonly retryRequestedAt?: Date | null;
};

const OLD_FIELDS = ['attemptStartedAt', 'leaseUntil', 'leaseOwner', 'retryRequestedAt', 'interruptions'];

/**
 * Gives slots and chunks that version 0.1.0 wrote their runs, rules and counts; no status changes. Killed and run again
 * it goes on where it was; the second time there is nothing to do.
 * @param onSlot called after each slot
 * @returns how many slots were changed
 */
export async function migrateSlots(
  connection: Connection,
  config: AppConfig,
  onSlot: (done: number) => void = () => undefined,
): Promise<number> {
  const distributions = connection.collection<OldSlot>(COLLECTIONS.distributions);
  const rules = rulesToStored(rulesOfSlots(config));
  let done = 0;
  for await (const slot of distributions.find({ run: { $exists: false } }, { batchSize: 100 })) {
    // Chunks first: a slot that has its run is done.
    await migrateChunks(connection, slot, rules);
    await distributions.updateOne(
      { _id: slot._id, run: { $exists: false }, status: slot.status },
      {
        $set: { run: runOf(slot), runs: [], rules, accounted: null, ...planOf(slot) },
        $unset: Object.fromEntries(OLD_FIELDS.map((field) => [field, ''])),
      },
    );
    done += 1;
    onSlot(done);
  }
  return done;
}

/** @returns whether slots of version 0.1.0 wait to be migrated */
export async function hasOldSlots(connection: Connection): Promise<boolean> {
  const found = await connection
    .collection(COLLECTIONS.distributions)
    // What has no run has no state of it: asked so, an index answers.
    .findOne({ 'run.state': null }, { projection: { _id: 1 } });
  return found !== null;
}

async function migrateChunks(connection: Connection, slot: OldSlot, { capPercent }: StoredRules): Promise<void> {
  await connection
    .collection(COLLECTIONS.distributionChunks)
    .updateMany({ distributionId: slot._id, planned: { $exists: false } }, [
      {
        $set: {
          capPercent,
          order: (slot.startedAt ?? slot.scheduledFor).getTime(),
          passing: 0,
          planned: { $add: ['$paid', '$errors'] },
          ...{ capped: 0, nothing: 0, left: 0 },
        },
      },
    ]);
}

/** A lease is kept: whoever runs the slot has it until it runs out. */
function runOf(slot: OldSlot): Run {
  const { status, createdAt, startedAt, executedAt, retryRequestedAt = null } = slot;
  const first = requestedRun('schedule', createdAt, null);
  if (status === 'PENDING') return first;
  if (status === 'EXECUTING') {
    const { attemptStartedAt = startedAt, leaseOwner: worker = null, leaseUntil = null } = slot;
    return {
      ...first,
      state: 'EXECUTING',
      worker,
      leaseUntil,
      startedAt: attemptStartedAt,
      progressAt: attemptStartedAt,
    };
  }
  if (retryRequestedAt !== null) return requestedRun('retry', retryRequestedAt, null);
  return { ...first, state: 'ENDED', startedAt, endedAt: executedAt };
}

/** What 0.1.0 did not count is not known: its plan says nothing of chunks, and of no stake that was not due. */
function planOf({ plan }: OldSlot): { plan?: StoredSlot['plan'] } {
  if (plan === null) return {};
  return { plan: { ...plan, active: plan.stakes, activatedLater: 0, withoutActivation: 0, chunks: null } };
}
