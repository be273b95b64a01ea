import { setImmediate as sent } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import { boundOf } from './bounded-reads.js';
import { databaseOf } from './database-of.js';

/** What is asked for. */
export interface RawQuery {
  readonly collection: string;
  readonly filter: Readonly<Record<string, unknown>>;
  readonly sort: Readonly<Record<string, 1 | -1>>;
  /** Documents in a page, at most. */
  readonly batchSize: number;
}

interface Page {
  readonly documents: Buffer[];
  /** Of the cursor; 0 after the last page. */
  readonly cursorId: bigint;
}

/** BSON's types that a cursor's reply is made of. */
const TEXT = 0x02;
const LIST = 0x04;
const FLAG = 0x08;
const LONG = 0x12;

/**
 * Documents as they are stored, undecoded, page by page; the next page is on its way while one is worked on. The driver's own
 * cursors take each document apart even where it is asked for raw, which costs three times as much as all else here.
 * Whoever does not read on ends the cursor by it.
 * @throws what the server answers
 */
export async function* rawPages(connection: Connection, query: RawQuery): AsyncGenerator<Buffer[], void> {
  const { collection, filter, sort, batchSize } = query;
  const database = databaseOf(connection);
  const maxTimeMS = boundOf(connection);
  const bound = maxTimeMS === undefined ? {} : { maxTimeMS };
  const session = database.client.startSession({ causalConsistency: false });
  const ask = async (command: Readonly<Record<string, unknown>>): Promise<Page> => {
    const { cursor } = await database.command(command, { session, raw: true, readPreference: 'primary' });
    return readPage(cursor as Uint8Array);
  };
  let next: Promise<Page> | null = null;
  let cursorId = 0n;
  try {
    next = ask({ find: collection, filter, sort, batchSize, ...bound, readConcern: { level: 'majority' } });
    while (next !== null) {
      const page: Page = await next;
      cursorId = page.cursorId;
      next = cursorId === 0n ? null : ask({ getMore: cursorId, collection, batchSize });
      next?.catch(() => undefined);
      await sent();
      yield page.documents;
    }
  } finally {
    const last = await next?.catch(() => null);
    const isOpen = next !== null && last?.cursorId !== 0n;
    if (isOpen) await ask({ killCursors: collection, cursors: [cursorId] }).catch(() => undefined);
    await session.endSession();
  }
}

/** @param cursor `{ firstBatch | nextBatch: […], id, ns }` as BSON */
function readPage(cursor: Uint8Array): Page {
  const bytes = Buffer.from(cursor.buffer, cursor.byteOffset, cursor.byteLength);
  const documents: Buffer[] = [];
  let cursorId = 0n;
  let at = 4;
  for (let type = bytes.readUInt8(at); type !== 0; type = bytes.readUInt8(at)) {
    const end = bytes.indexOf(0, at + 1);
    const isId = bytes.toString('latin1', at + 1, end) === 'id';
    at = end + 1;
    switch (type) {
      case LIST: {
        const after = at + bytes.readInt32LE(at);
        // Each document stands behind its type and its number in the list.
        for (let place = at + 4; bytes.readUInt8(place) !== 0;) {
          const start = bytes.indexOf(0, place + 1) + 1;
          place = start + bytes.readInt32LE(start);
          documents.push(bytes.subarray(start, place));
        }
        at = after;
        break;
      }
      case LONG:
        if (isId) cursorId = bytes.readBigInt64LE(at);
        at += 8;
        break;
      case TEXT:
        at += 4 + bytes.readInt32LE(at);
        break;
      case FLAG:
        at += 1;
        break;
      default:
        throw new Error(`a cursor's reply has a field of BSON type ${type}, which is not known here`);
    }
  }
  return { documents, cursorId };
}
