import type { Connection } from 'mongoose';

/** What reads, and where its options stand among its arguments. */
const OPTIONS_AT = {
  find: 1,
  findOne: 1,
  aggregate: 1,
  countDocuments: 1,
  distinct: 2,
  estimatedDocumentCount: 0,
} as const;

const bounds = new WeakMap<Connection, number>();

/** @returns how long a read of this connection may take, in milliseconds; undefined: there is no limit */
export function boundOf(connection: Connection): number | undefined {
  return bounds.get(connection);
}

type Methods = Record<keyof typeof OPTIONS_AT, (...args: unknown[]) => unknown>;

/**
 * Lets no read of a connection, by models or by collections, keep the server busy for longer: who asked has gone by then.
 * A read that has a limit of its own keeps it. To be called before models are made.
 * @returns the connection
 */
export function boundReads(connection: Connection, maxTimeMS: number): Connection {
  bounds.set(connection, maxTimeMS);
  const collectionOf = connection.collection.bind(connection) as (...args: unknown[]) => Methods;
  const bounded = new WeakSet<object>();
  const bound = (...args: unknown[]): Methods => {
    const collection = collectionOf(...args);
    if (bounded.has(collection)) return collection;
    bounded.add(collection);
    for (const [method, at] of Object.entries(OPTIONS_AT) as [keyof Methods, number][]) {
      const read = collection[method].bind(collection);
      collection[method] = (...given) => {
        const all = [...given];
        all[at] = { maxTimeMS, ...(given[at] as object | undefined) };
        return read(...all);
      };
    }
    return collection;
  };
  connection.collection = bound as unknown as Connection['collection'];
  return connection;
}
