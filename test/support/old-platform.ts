import type { Types, mongo } from 'mongoose';
import { writeOldPlatform as write } from '../../apps/cli/src/seeding/old-platform.js';

/** A record of the old platform: plain numbers, fields left out, shapes of its own. */
export type OldRecord = Readonly<Record<string, unknown>> & { readonly _id: unknown };

/** A database that lived without the product, as it was before anybody touched it. */
export interface OldPlatform {
  readonly owner: { readonly userId: Types.ObjectId; readonly stakeId: Types.ObjectId };
  readonly users: readonly OldRecord[];
  readonly stakes: readonly OldRecord[];
  readonly transactions: readonly OldRecord[];
}

/** Writes the database of an old platform with its odd records. @returns what is in it, the admin first */
export async function writeOldPlatform(database: mongo.Db, users = 150): Promise<OldPlatform> {
  const { owner } = await write(database, { users, odd: true });
  const all = async (name: string): Promise<OldRecord[]> =>
    database.collection(name).find({}, { promoteLongs: false }).sort({ _id: 1 }).toArray();
  return {
    owner,
    users: await all('users'),
    stakes: await all('stakes'),
    transactions: await all('transactions'),
  };
}
