import type { Distribution } from './distribution.schema.js';

/** By what log lines and checkpoints name a slot. */
export function idsOf({ _id, key }: Distribution): { readonly distributionId: string; readonly key: string } {
  return { distributionId: _id.toHexString(), key };
}
