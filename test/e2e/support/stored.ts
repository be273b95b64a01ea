import { mongo, type Connection } from 'mongoose';
import { COLLECTIONS } from '#lib/database';

const { EJSON } = mongo.BSON;

/** Signs of life and alerts come and go by themselves, and the ends of chains are told by what is chained. */
const NOT_COMPARED = new Set<string>([
  COLLECTIONS.alerts,
  COLLECTIONS.workers,
  COLLECTIONS.auditHeads,
  COLLECTIONS.signInAttempts,
]);
/** Records of refusals, which are there for the reason that nothing else is. */
const REFUSALS = new Set<unknown>(['2fa.refuse', '2fa.lock', 'sign-in.refuse', 'sign-in.lock']);

/** Everything that is stored, as text, by collection; without the counters and records of wrong attempts. */
export async function everythingStored(connection: Connection): Promise<Record<string, readonly string[]>> {
  const collections = await connection.listCollections();
  const stored: Record<string, readonly string[]> = {};
  for (const { name } of collections.sort((a, b) => a.name.localeCompare(b.name))) {
    if (NOT_COMPARED.has(name)) continue;
    const all = await connection.collection(name).find({}).sort({ _id: 1 }).toArray();
    const documents = all.filter(({ action }) => !REFUSALS.has(action));
    // An empty collection is made by whoever looks at it first.
    if (documents.length > 0) stored[name] = documents.map(asText);
  }
  return stored;
}

function asText({ codeCheck, ...document }: Record<string, unknown>): string {
  void codeCheck;
  return EJSON.stringify(document);
}
