import type { Connection } from 'mongoose';

/** The database cannot carry money; `message` says what is missing and what to do. */
export class UnsuitableDatabaseError extends Error {
  readonly code = 'UNSUITABLE_DATABASE';
}

/**
 * Makes every index that the registered models declare, then refuses a database without transactions, majority
 * writes or one of the unique indexes (design.md section 5). Safe to run in any number of processes at once.
 * @throws UnsuitableDatabaseError
 */
export async function prepareDatabase(connection: Connection): Promise<void> {
  await assertReplicaSet(connection);
  assertMajorityWrites(connection);
  for (const model of Object.values(connection.models)) {
    await createIndexesPatiently(model);
  }
  await assertUniqueIndexes(connection);
}

async function assertReplicaSet(connection: Connection): Promise<void> {
  const hello = await database(connection).command({ hello: 1 });
  if (hello['setName'] === undefined && hello['msg'] !== 'isdbgrid') {
    throw new UnsuitableDatabaseError(
      'MONGODB_URI names a standalone server: transactions need a replica set. Start mongod with --replSet and run rs.initiate().',
    );
  }
}

function assertMajorityWrites(connection: Connection): void {
  const w = connection.getClient().options.writeConcern?.w;
  if (w !== undefined && w !== 'majority') {
    throw new UnsuitableDatabaseError(`MONGODB_URI asks for w=${w}: money needs w=majority. Leave w out of the URI.`);
  }
}

const INDEX_ATTEMPTS = 5;

/** Two processes that create the same index at once may be refused once; the second look finds it there. */
async function createIndexesPatiently(model: Connection['models'][string]): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await model.createIndexes();
      return;
    } catch (error) {
      if (attempt === INDEX_ATTEMPTS) {
        throw new UnsuitableDatabaseError(
          `The indexes of ${model.collection.name} cannot be made: ${String(error)}. Mend the data, then start again.`,
          { cause: error },
        );
      }
    }
  }
}

async function assertUniqueIndexes(connection: Connection): Promise<void> {
  for (const model of Object.values(connection.models)) {
    const wanted = model.schema.indexes().filter(([, options]) => options.unique);
    if (wanted.length === 0) continue;
    const present = await database(connection).collection(model.collection.name).indexes();
    for (const [keys] of wanted) {
      const found = present.some(
        (index) => index.unique === true && JSON.stringify(index.key) === JSON.stringify(keys),
      );
      if (!found) {
        throw new UnsuitableDatabaseError(
          `${model.collection.name} lacks its unique index ${JSON.stringify(keys)}, which keeps money from being paid twice.`,
        );
      }
    }
  }
}

function database(connection: Connection): NonNullable<Connection['db']> {
  if (connection.db === undefined) throw new UnsuitableDatabaseError('The database connection is not open.');
  return connection.db;
}
