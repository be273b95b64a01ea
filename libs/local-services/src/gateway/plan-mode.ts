import type { Command } from './command.js';
import { asFlag, asBigInt, bsonElements, BSON_TYPE, type BsonElement } from './raw-bson.js';

/**
 * How PostgreSQL is to plan the statements that DocumentDB keeps for a write. One plan for all values halves the time
 * of updates by `_id` alone. For any other filter it would miss the indexes, which DocumentDB finds by looking at the
 * values, and with `_id` among other fields it finds nothing at all.
 */
export type PlanMode = 'force_generic_plan' | 'force_custom_plan';

/** The mode for a write command: one plan when every one of its writes names its document by `_id` alone. */
export function planMode(command: Command): PlanMode {
  if (command.name !== 'update' && command.name !== 'delete') return 'force_custom_plan';
  let any = false;
  for (const write of writesOf(command)) {
    if (!namesOneDocument(command.name, write.buffer, write.offset)) return 'force_custom_plan';
    any = true;
  }
  return any ? 'force_generic_plan' : 'force_custom_plan';
}

interface Place {
  buffer: Buffer;
  offset: number;
}

/** Where the single writes lie: in the sequence beside the command, or in an array within it. */
function* writesOf(command: Command): Generator<Place> {
  const { body, sequence } = command;
  if (sequence !== null) {
    for (let offset = 0; offset < sequence.length; offset += sequence.readInt32LE(offset)) {
      yield { buffer: sequence, offset };
    }
    return;
  }
  const list = command.name === 'update' ? 'updates' : 'deletes';
  for (const element of bsonElements(body)) {
    if (element.name !== list || element.type !== BSON_TYPE.array) continue;
    for (const entry of bsonElements(body, element.valueStart)) yield { buffer: body, offset: entry.valueStart };
  }
}

function namesOneDocument(commandName: string, buffer: Buffer, offset: number): boolean {
  let byId = false;
  for (const element of bsonElements(buffer, offset)) {
    if (element.name === 'q') byId = isPlainId(buffer, element);
    if (element.name === 'multi' && asFlag(buffer, element)) return false;
    if (commandName === 'delete' && element.name === 'limit' && asBigInt(buffer, element) !== 1n) return false;
  }
  return byId;
}

/** Whether the filter is an `_id` that is a value: documents may hold operators, and patterns match many. */
function isPlainId(buffer: Buffer, filter: BsonElement): boolean {
  let fields = 0;
  for (const element of bsonElements(buffer, filter.valueStart)) {
    if (element.name !== '_id' || NOT_PLAIN.has(element.type)) return false;
    fields += 1;
  }
  return fields === 1;
}

const NOT_PLAIN: ReadonlySet<number> = new Set([BSON_TYPE.document, BSON_TYPE.array, BSON_TYPE.regex]);
