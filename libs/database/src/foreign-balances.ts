import type { Connection } from 'mongoose';
import { COLLECTIONS } from './collections.js';

/** Types of numbers that this system never writes. */
const PLAIN_NUMBERS = { $type: ['double', 'int', 'long'] };

/** @returns whether there are wallets or earnings that another system wrote */
export async function holdsForeignBalances(connection: Connection): Promise<boolean> {
  const some = (collection: string, field: string) =>
    connection.collection(collection).findOne({ [field]: PLAIN_NUMBERS }, { projection: { _id: 1 } });
  const wallet = await some(COLLECTIONS.users, 'wallets.earnings');
  return wallet !== null || (await some(COLLECTIONS.stakes, 'totalEarned')) !== null;
}
