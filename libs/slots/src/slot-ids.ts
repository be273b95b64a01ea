import type { Slot } from './slot.js';

/** By what log lines and checkpoints name a slot. */
export function idsOf({ _id, key }: Pick<Slot, '_id' | 'key'>): {
  readonly distributionId: string;
  readonly key: string;
} {
  return { distributionId: _id.toHexString(), key };
}
