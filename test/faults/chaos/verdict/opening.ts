import type { Population } from '../plan/round.js';
import { asStored } from '../run/stored.js';
import { microsOf } from './exact.js';

export const OPENING = 'OPENING_BALANCE';

/** What wallets and stakes held before the round, by their ids, in millionths. */
export interface Opening {
  readonly wallets: ReadonlyMap<string, bigint>;
  readonly earned: ReadonlyMap<string, bigint>;
}

export function openingOf({ users, stakes }: Population): Opening {
  const wallets = new Map(users.map(({ id, wallet }) => [id, microsOf(asStored(wallet)) ?? 0n]));
  for (const { owner, earned } of stakes) {
    const id = typeof owner === 'number' ? users[owner]!.id : '';
    wallets.set(id, (wallets.get(id) ?? 0n) + earned);
  }
  return { wallets, earned: new Map(stakes.map(({ id, earned }) => [id, earned])) };
}
