import { mongo } from 'mongoose';
import { decimalText } from '#lib/database';

/*
 * One text for an entry, whoever has stored it: JSON with its fields sorted and nothing between the parts (docs/receipts.md,
 * An entry). It is made from the stored bytes: decoding entries first would cost more than hashing them.
 */

/** BSON's types, as their bytes. */
const TYPE = {
  end: 0x00,
  double: 0x01,
  text: 0x02,
  document: 0x03,
  list: 0x04,
  binary: 0x05,
  undefined: 0x06,
  id: 0x07,
  boolean: 0x08,
  instant: 0x09,
  nothing: 0x0a,
  expression: 0x0b,
  code: 0x0d,
  symbol: 0x0e,
  scopedCode: 0x0f,
  int: 0x10,
  timestamp: 0x11,
  long: 0x12,
  decimal: 0x13,
} as const;

/** Where reading has got to. */
interface Reader {
  readonly bytes: Buffer;
  at: number;
}

/**
 * @param bson a document as it is stored
 * @returns its canonical text; every field counts, whatever it holds
 */
export function canonicalEntry(bson: Uint8Array): string {
  const bytes = Buffer.from(bson.buffer, bson.byteOffset, bson.byteLength);
  return readAgain(bytes) ?? readAnew(bytes);
}

/** A field of the document that was read last, of those that have its length. */
interface Part {
  /** Its bytes: type and name, from `valueAt` on the value. */
  readonly start: number;
  readonly valueAt: number;
  readonly end: number;
  readonly type: number;
  /** The name as the text has it. */
  readonly name: string;
  /** Where it stands in the text. */
  place: number;
}

interface Layout {
  readonly bytes: Buffer;
  readonly parts: readonly Part[];
  /** In their places. */
  readonly texts: string[];
}

/** By length in bytes: entries of a kind have the same, and their fields are the same but for some values. */
const layouts = new Map<number, Layout>();
const LAYOUTS_KEPT = 8;
/** Types whose values have a size of their own: where one differs, the fields after it stand where they stood. */
const OF_ONE_SIZE: ReadonlySet<number> = new Set([
  TYPE.id,
  TYPE.decimal,
  TYPE.instant,
  TYPE.int,
  TYPE.double,
  TYPE.long,
  TYPE.boolean,
]);

/** @returns null where more differs from the last document of this length than values of one size */
function readAgain(bytes: Buffer): string | null {
  const layout = layouts.get(bytes.length);
  if (layout === undefined) return null;
  const { parts, texts } = layout;
  for (const { start, valueAt, end, type, name, place } of parts) {
    if (bytes.compare(layout.bytes, start, end, start, end) === 0) continue;
    const isSameField = bytes.compare(layout.bytes, start, valueAt, start, valueAt) === 0;
    if (!isSameField || !OF_ONE_SIZE.has(type)) return null;
    texts[place] = name + readValue({ bytes, at: valueAt }, type);
  }
  bytes.copy(layout.bytes);
  return `{${texts.join(',')}}`;
}

function readAnew(bytes: Buffer): string {
  const reader: Reader = { bytes, at: 4 };
  const found: { name: string; text: string; part: Part }[] = [];
  for (;;) {
    const start = reader.at;
    const type = bytes.readUInt8(reader.at);
    reader.at += 1;
    if (type === TYPE.end) break;
    const name = readName(reader);
    const valueAt = reader.at;
    const shown = `${JSON.stringify(name)}:`;
    const text = shown + readValue(reader, type);
    found.push({ name, text, part: { start, valueAt, end: reader.at, type, name: shown, place: 0 } });
  }
  const parts = found.map(({ part }) => part);
  found.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const [place, { part }] of found.entries()) part.place = place;
  const texts = found.map(({ text }) => text);
  if (layouts.size >= LAYOUTS_KEPT) layouts.clear();
  layouts.set(bytes.length, { bytes: Buffer.from(bytes), parts, texts });
  return `{${texts.join(',')}}`;
}

function readDocument(reader: Reader): string {
  const fields: [name: string, value: string][] = [];
  readElements(reader, (name, value) => fields.push([name, value]));
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;
}

function readList(reader: Reader): string {
  const values: string[] = [];
  readElements(reader, (_, value) => values.push(value));
  return `[${values.join(',')}]`;
}

function readElements(reader: Reader, take: (name: string, value: string) => void): void {
  reader.at += 4;
  for (;;) {
    const type = reader.bytes.readUInt8(reader.at);
    reader.at += 1;
    if (type === TYPE.end) return;
    take(readName(reader), readValue(reader, type));
  }
}

function readName(reader: Reader): string {
  const end = reader.bytes.indexOf(0, reader.at);
  const name = reader.bytes.toString('utf8', reader.at, end);
  reader.at = end + 1;
  return name;
}

function readValue(reader: Reader, type: number): string {
  const { bytes, at } = reader;
  switch (type) {
    case TYPE.id:
      reader.at += 12;
      return `"${bytes.toString('hex', at, at + 12)}"`;
    case TYPE.text: {
      const length = bytes.readInt32LE(at);
      reader.at += 4 + length;
      return JSON.stringify(bytes.toString('utf8', at + 4, at + 3 + length));
    }
    case TYPE.decimal:
      reader.at += 16;
      return `"${decimalText(new mongo.Decimal128(bytes.subarray(at, at + 16)))}"`;
    case TYPE.instant:
      reader.at += 8;
      return instantText(bytes.readBigInt64LE(at));
    case TYPE.int:
      reader.at += 4;
      return String(bytes.readInt32LE(at));
    case TYPE.double: {
      reader.at += 8;
      const number = bytes.readDoubleLE(at);
      return Number.isFinite(number) ? JSON.stringify(number) : `"${number}"`;
    }
    case TYPE.long: {
      reader.at += 8;
      const long = bytes.readBigInt64LE(at);
      return Number.isSafeInteger(Number(long)) ? String(long) : `"${long}"`;
    }
    case TYPE.boolean:
      reader.at += 1;
      return bytes.readUInt8(at) === 1 ? 'true' : 'false';
    case TYPE.nothing:
      return 'null';
    case TYPE.document:
      return readDocument(reader);
    case TYPE.list:
      return readList(reader);
    default:
      reader.at += lengthOf(reader, type);
      return `"bson:${type.toString(16).padStart(2, '0')}:${bytes.toString('hex', at, reader.at)}"`;
  }
}

/** Of what no entry of ours holds. */
function lengthOf({ bytes, at }: Reader, type: number): number {
  switch (type) {
    case TYPE.binary:
      return 5 + bytes.readInt32LE(at);
    case TYPE.code:
    case TYPE.symbol:
      return 4 + bytes.readInt32LE(at);
    case TYPE.scopedCode:
      return bytes.readInt32LE(at);
    case TYPE.timestamp:
      return 8;
    case TYPE.expression:
      return bytes.indexOf(0, bytes.indexOf(0, at) + 1) + 1 - at;
    default:
      return 0;
  }
}

let lastInstant: readonly [bigint, string] = [0n, '"1970-01-01T00:00:00.000Z"'];

/** Entries that are paid together have the same. */
function instantText(ms: bigint): string {
  if (lastInstant[0] !== ms) {
    const date = new Date(Number(ms));
    lastInstant = [ms, Number.isNaN(date.getTime()) ? `"${ms}"` : `"${date.toISOString()}"`];
  }
  return lastInstant[1];
}
