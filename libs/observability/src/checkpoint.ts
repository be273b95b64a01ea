import { channel } from 'node:diagnostics_channel';

/**
 * Every boundary at which a process can die in the middle of moving money. Published on Node's diagnostics channel
 * `ddr.checkpoint`; without a subscriber it costs nothing. Tracing tools listen here, and the fault tests, which kill the
 * process at each of them.
 */
export type Checkpoint =
  | 'queue.committed'
  | 'slot.claimed'
  | 'slot.drafted'
  | 'slot.frozen'
  | 'slot.settled'
  | 'slot.reopening'
  | 'slot.ready'
  | 'slot.planned'
  | 'slot.handed-out'
  | 'slot.paid'
  | 'slot.finished'
  | 'proof.tree-built'
  | 'proof.written'
  | 'chunk.started'
  | 'chunk.flipped'
  | 'chunk.read'
  | 'chunk.entries-written'
  | 'chunk.stakes-written'
  | 'chunk.wallets-written'
  | 'chunk.counted'
  | 'chunk.committed'
  | 'adoption.users-read'
  | 'adoption.stakes-read'
  | 'adoption.batch-written'
  | 'adoption.batch-committed'
  | 'adoption.batch-undone';

export const CHECKPOINT_CHANNEL = 'ddr.checkpoint';
const checkpoints = channel(CHECKPOINT_CHANNEL);

/** Says that a boundary was reached; `ids` tell where. */
export function checkpoint(name: Checkpoint, ids: Readonly<Record<string, string | number>> = {}): void {
  if (checkpoints.hasSubscribers) checkpoints.publish({ name, ...ids });
}
