import type { Command } from './command.js';
import { asBigInt, asFlag, bsonElements, BSON_TYPE, type BsonElement } from './raw-bson.js';

/** How PostgreSQL is to plan the statements that DocumentDB makes of one write command. */
export interface PlanMode {
  /**
   * One plan for all values halves the time of writes by `_id` alone. For any other filter it would miss the indexes,
   * which DocumentDB finds by looking at the values, and with `_id` among other fields it finds nothing at all.
   */
  planCacheMode: 'force_generic_plan' | 'force_custom_plan';
  /**
   * DocumentDB's newer planner finds one document by an index that is not unique, where the older one scans the
   * collection. For many documents the older is better: it takes an index whatever the statistics say.
   */
  compositeIndexPlanner: 'on' | 'off';
}

const ONE_BY_ID: PlanMode = { planCacheMode: 'force_generic_plan', compositeIndexPlanner: 'off' };
const ONE_BY_FILTER: PlanMode = { planCacheMode: 'force_custom_plan', compositeIndexPlanner: 'on' };
const ANY: PlanMode = { planCacheMode: 'force_custom_plan', compositeIndexPlanner: 'off' };

/** The mode for a write command: the best that suits every one of its writes. */
export function planMode(command: Command): PlanMode {
  if (command.name === 'findAndModify') return ONE_BY_FILTER;
  if (command.name === 'insert') return ANY;
  let allById = true;
  for (const write of writesOf(command)) {
    const { isSingle, isById } = readWrite(command.name, write.buffer, write.offset);
    if (!isSingle) return ANY;
    allById &&= isById;
  }
  return allById ? ONE_BY_ID : ONE_BY_FILTER;
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

function readWrite(commandName: string, buffer: Buffer, offset: number): { isSingle: boolean; isById: boolean } {
  let isById = false;
  let isSingle = commandName === 'update';
  for (const element of bsonElements(buffer, offset)) {
    if (element.name === 'q') isById = isPlainId(buffer, element);
    else if (element.name === 'multi') isSingle = !asFlag(buffer, element);
    else if (element.name === 'limit') isSingle = asBigInt(buffer, element) === 1n;
  }
  return { isSingle, isById };
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
