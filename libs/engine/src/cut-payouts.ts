import type { Types } from 'mongoose';
import type { PayoutsOfUser } from '#lib/ledger';
import { ENTRY_TYPE_OF_PHASE, PHASES, type ChunkSubjects, type Phase } from '#lib/slots';

/** A chunk of payouts that are to be taken back. */
export interface PayoutsChunk {
  readonly phase: Phase;
  readonly subjects: Extract<ChunkSubjects, { kind: 'payouts' }>;
  readonly planned: number;
}

/**
 * Cuts what stands of a slot into chunks of one phase each. All payouts of a user in a phase are in one chunk, unless there
 * are more than it holds: chunks that are paid side by side rarely meet at a wallet. Pure.
 * @param users in ascending order
 * @param size payouts in a chunk
 */
export async function* cutPayouts(users: AsyncIterable<PayoutsOfUser>, size: number): AsyncGenerator<PayoutsChunk> {
  const waiting = new Map<Phase, Types.ObjectId[]>();
  for await (const { payouts } of users) {
    for (const phase of PHASES) {
      const own = payouts.filter(({ type }) => type === ENTRY_TYPE_OF_PHASE[phase]).map(({ _id }) => _id);
      if (own.length === 0) continue;
      const before = waiting.get(phase) ?? [];
      if (before.length > 0 && before.length + own.length > size) {
        yield toChunk(phase, before);
        waiting.set(phase, []);
      }
      const ids = [...(waiting.get(phase) ?? []), ...own];
      let from = 0;
      for (; ids.length - from > size; from += size) yield toChunk(phase, ids.slice(from, from + size));
      waiting.set(phase, ids.slice(from));
    }
  }
  for (const [phase, ids] of waiting) if (ids.length > 0) yield toChunk(phase, ids);
}

function toChunk(phase: Phase, entryIds: Types.ObjectId[]): PayoutsChunk {
  return { phase, subjects: { kind: 'payouts', entryIds }, planned: entryIds.length };
}
