import { mongo, type Connection } from 'mongoose';
import { COLLECTIONS } from '#lib/database';

const { EJSON } = mongo.BSON;

/** Signs of life come and go by themselves. */
const NOT_COMPARED = new Set<string>([COLLECTIONS.workers]);

/** Everything that is stored, as text, by collection; without the counters of wrong attempts. */
export async function everythingStored(connection: Connection): Promise<Record<string, readonly string[]>> {
  const collections = await connection.listCollections();
  const stored: Record<string, readonly string[]> = {};
  for (const { name } of collections.sort((a, b) => a.name.localeCompare(b.name))) {
    if (NOT_COMPARED.has(name)) continue;
    const documents = await connection.collection(name).find({}).sort({ _id: 1 }).toArray();
    // An empty collection is made by whoever looks at it first.
    if (documents.length > 0) stored[name] = documents.map(asText);
  }
  return stored;
}

function asText({ codeCheck, passwordCheck, ...document }: Record<string, unknown>): string {
  void [codeCheck, passwordCheck];
  return EJSON.stringify(document);
}
