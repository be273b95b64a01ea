import { describe, expect, it } from '@jest/globals';
import { BSON, Decimal128, Long, ObjectId, Timestamp, type Document } from 'bson';
import fc from 'fast-check';
import { asBigInt, asFlag, asString, bsonElements, valueBytes } from './raw-bson.js';

const bytes = (document: Document): Buffer => Buffer.from(BSON.serialize(document));

const everyType: Document = {
  double: 1.5,
  text: 'häß',
  document: { a: { b: 1 } },
  list: [1, 'two', { three: 3 }],
  binary: Buffer.from([1, 2, 3]),
  id: new ObjectId('65f0c0ffee65f0c0ffee65f0'),
  yes: true,
  date: new Date(0),
  nothing: null,
  pattern: /a+b/i,
  code: new BSON.Code('return 1', { x: 1 }),
  plainCode: new BSON.Code('return 1'),
  symbol: new BSON.BSONSymbol('s'),
  int: 7,
  timestamp: new Timestamp(5n),
  long: Long.fromString('-9007199254740993'),
  decimal: Decimal128.fromString('0.1'),
  least: new BSON.MinKey(),
  most: new BSON.MaxKey(),
};

describe('bsonElements', () => {
  it('names every element of every type, in order', () => {
    const names = [...bsonElements(bytes(everyType))].map(({ name }) => name);
    expect(names).toEqual(Object.keys(everyType));
  });

  it('reads a document at an offset', () => {
    const buffer = Buffer.concat([Buffer.alloc(3), bytes({ a: 1, b: 2 })]);
    expect([...bsonElements(buffer, 3)].map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('finds the values that the bson package finds, whatever the document', () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.double({ noNaN: true }), fc.boolean(), fc.constant(null));
    const deep = fc.oneof(value, fc.array(value), fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), value));
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), deep), (document) => {
        const buffer = bytes(document);
        const rebuilt: Document = {};
        for (const element of bsonElements(buffer)) {
          const alone = Buffer.concat([Buffer.alloc(4), buffer.subarray(element.start, element.end), Buffer.alloc(1)]);
          alone.writeInt32LE(alone.length);
          Object.assign(rebuilt, BSON.deserialize(alone));
        }
        expect(rebuilt).toEqual(BSON.deserialize(buffer));
      }),
    );
  });

  it.each([
    ['is cut short', bytes({ a: 'text' }).subarray(0, 10)],
    ['has an element that is too long', bytes({ a: 'text' }).fill(0x7f, 7, 8)],
    ['has an unknown type', bytes({ a: 1 }).fill(0x55, 4, 5)],
  ])('throws a RangeError when the document %s', (_what, broken) => {
    expect(() => [...bsonElements(broken)]).toThrow(RangeError);
  });
});

describe('values', () => {
  const buffer = bytes(everyType);
  const element = (name: string) => [...bsonElements(buffer)].find((one) => one.name === name)!;

  it('gives text, whole numbers, flags and bytes', () => {
    expect(asString(buffer, element('text'))).toBe('häß');
    expect(asString(buffer, element('int'))).toBeUndefined();
    expect(asBigInt(buffer, element('int'))).toBe(7n);
    expect(asBigInt(buffer, element('long'))).toBe(-9_007_199_254_740_993n);
    expect(asBigInt(buffer, element('double'))).toBe(1n);
    expect(asBigInt(buffer, element('text'))).toBeUndefined();
    expect(asFlag(buffer, element('yes'))).toBe(true);
    expect(asFlag(buffer, element('int'))).toBe(true);
    expect(asFlag(bytes({ a: 0 }), [...bsonElements(bytes({ a: 0 }))][0]!)).toBe(false);
    expect(BSON.deserialize(valueBytes(buffer, element('document')))).toEqual({ a: { b: 1 } });
  });
});
