/**
 * A scanner for raw BSON. The gateway hands documents through without decoding them; it needs only a few fields of a
 * command's header, and decoding a thousand documents to read those would cost more than the database's own work.
 */

/** One element of a document: where it starts (its type byte), where its value lies, where the next one starts. */
export interface BsonElement {
  type: number;
  name: string;
  start: number;
  valueStart: number;
  end: number;
}

export const BSON_TYPE = {
  double: 0x01,
  string: 0x02,
  document: 0x03,
  array: 0x04,
  binary: 0x05,
  boolean: 0x08,
  regex: 0x0b,
  int32: 0x10,
  int64: 0x12,
} as const;

/** Bytes of the values whose size does not depend on their content, by type. */
const FIXED_SIZE: Readonly<Record<number, number>> = {
  0x01: 8,
  0x06: 0,
  0x07: 12,
  0x08: 1,
  0x09: 8,
  0x0a: 0,
  0x10: 4,
  0x11: 8,
  0x12: 8,
  0x13: 16,
  0x7f: 0,
  0xff: 0,
};

/** Goes through the top-level elements of the document that starts at `offset`. Throws a RangeError when it is broken. */
export function* bsonElements(buffer: Buffer, offset = 0): Generator<BsonElement> {
  const documentEnd = offset + buffer.readInt32LE(offset) - 1;
  if (documentEnd >= buffer.length) throw new RangeError('BSON document is longer than its message');
  let position = offset + 4;
  while (position < documentEnd) {
    const start = position;
    const type = buffer.readUInt8(position);
    const nameEnd = buffer.indexOf(0, position + 1);
    const name = buffer.toString('utf8', position + 1, nameEnd);
    const valueStart = nameEnd + 1;
    position = valueStart + valueSize(buffer, type, valueStart);
    if (position > documentEnd) throw new RangeError('BSON element is longer than its document');
    yield { type, name, start, valueStart, end: position };
  }
}

function valueSize(buffer: Buffer, type: number, at: number): number {
  const fixed = FIXED_SIZE[type];
  if (fixed !== undefined) return fixed;
  switch (type) {
    case 0x02:
    case 0x0d:
    case 0x0e:
      return 4 + buffer.readInt32LE(at);
    case 0x03:
    case 0x04:
    case 0x0f:
      return buffer.readInt32LE(at);
    case 0x05:
      return 5 + buffer.readInt32LE(at);
    case 0x0c:
      return 4 + buffer.readInt32LE(at) + 12;
    case 0x0b: {
      const patternEnd = buffer.indexOf(0, at);
      return buffer.indexOf(0, patternEnd + 1) + 1 - at;
    }
    default:
      throw new RangeError(`unknown BSON type ${type}`);
  }
}

/** The text of a string element, or undefined when it is of another type. */
export function asString(buffer: Buffer, element: BsonElement): string | undefined {
  if (element.type !== BSON_TYPE.string) return undefined;
  return buffer.toString('utf8', element.valueStart + 4, element.end - 1);
}

/** A whole number of any numeric type, or undefined when it is none. */
export function asBigInt(buffer: Buffer, element: BsonElement): bigint | undefined {
  switch (element.type) {
    case BSON_TYPE.int32:
      return BigInt(buffer.readInt32LE(element.valueStart));
    case BSON_TYPE.int64:
      return buffer.readBigInt64LE(element.valueStart);
    case BSON_TYPE.double:
      return BigInt(Math.trunc(buffer.readDoubleLE(element.valueStart)));
    default:
      return undefined;
  }
}

/** Truth as MongoDB takes it for command flags: a boolean or a number other than zero. */
export function asFlag(buffer: Buffer, element: BsonElement): boolean {
  if (element.type === BSON_TYPE.boolean) return buffer.readUInt8(element.valueStart) === 1;
  return (asBigInt(buffer, element) ?? 0n) !== 0n;
}

/** The bytes of an embedded document, array or any other value. */
export function valueBytes(buffer: Buffer, element: BsonElement): Buffer {
  return buffer.subarray(element.valueStart, element.end);
}
