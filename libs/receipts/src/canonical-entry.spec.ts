import { describe, expect, it } from '@jest/globals';
import { Types, mongo } from 'mongoose';
import { canonicalJson } from '#lib/audit';
import { canonicalEntry } from './canonical-entry.js';
import { leafHash } from './merkle-tree.js';

const { BSON, Decimal128, Long } = mongo;
const id = (digit: string): Types.ObjectId => new Types.ObjectId(digit.repeat(24));

const ENTRY = {
  _id: id('1'),
  userId: id('2'),
  stakeId: id('3'),
  type: 'ROI_EARNED',
  amount: Decimal128.fromString('0.50'),
  status: 'Completed',
  distributionId: id('4'),
  subjectId: id('3'),
  distributionDate: '2026-02-12',
  slotNumber: 2,
  metadata: { slotNumber: 2, rosPercentage: Decimal128.fromString('0.5') },
  description: 'Daily ROS Payout - Slot 2',
  order: 1_770_912_001_000,
  createdAt: new Date('2026-02-12T18:00:01.000Z'),
};

describe('the text of an entry', () => {
  /** The vector of docs/receipts.md. */
  it('has its fields sorted, amounts as text, ids in hexadecimal digits and instants in ISO 8601', () => {
    const text = canonicalEntry(BSON.serialize(ENTRY));
    expect(text).toBe(
      '{"_id":"111111111111111111111111","amount":"0.5","createdAt":"2026-02-12T18:00:01.000Z","description":"Daily ROS Payout - Slot 2","distributionDate":"2026-02-12","distributionId":"444444444444444444444444","metadata":{"rosPercentage":"0.5","slotNumber":2},"order":1770912001000,"slotNumber":2,"stakeId":"333333333333333333333333","status":"Completed","subjectId":"333333333333333333333333","type":"ROI_EARNED","userId":"222222222222222222222222"}',
    );
    expect(canonicalJson(JSON.parse(text))).toBe(text);
    expect(leafHash(text).toString('hex')).toBe('75ea0c4686eb7fc9f566123d193627c548b14df53d38fcd240245e1370913e1a');
  });

  it('is the same whoever has stored the same numbers, in whatever order of the fields', () => {
    const { slotNumber, amount, ...others } = ENTRY;
    expect(amount.toString()).toBe('0.50');
    const again = { amount: Decimal128.fromString('0.5'), slotNumber: Long.fromNumber(slotNumber), ...others };
    expect(canonicalEntry(BSON.serialize(again))).toBe(canonicalEntry(BSON.serialize(ENTRY)));
  });

  it('is another when any field is', () => {
    const before = canonicalEntry(BSON.serialize(ENTRY));
    const changes = [
      ...Object.keys(ENTRY).map((name) => ({ ...ENTRY, [name]: 'another' })),
      { ...ENTRY, more: null },
      { ...ENTRY, metadata: { ...ENTRY.metadata, slotNumber: 3 } },
      { ...ENTRY, amount: Decimal128.fromString('0.500001') },
    ];
    for (const changed of changes) expect(canonicalEntry(BSON.serialize(changed))).not.toBe(before);
  });

  it('does not depend on what was read before', () => {
    const other = (more: object): object => ({ ...ENTRY, ...more });
    const documents = [
      ENTRY,
      other({ _id: id('5'), amount: Decimal128.fromString('1234.567891') }),
      other({ userId: id('6'), createdAt: new Date(0), order: 1_770_912_001_001 }),
      other({ description: 'Daily ROS Payout - Slot 3', slotNumber: 3 }),
      other({ metadata: { slotNumber: 3, rosPercentage: Decimal128.fromString('0.5') } }),
      other({ status: 'completed' }),
      // Of the same length: another name, another type, other places.
      Object.fromEntries(Object.entries(ENTRY).map(([name, value]) => [name === 'order' ? 'Order' : name, value])),
      other({ createdAt: 1.5 }),
      other({ slotNumber: null, more: 1 }),
      Object.fromEntries(Object.entries(ENTRY).reverse()),
      ENTRY,
      other({ subjectId: id('7') }),
    ];
    const bytes = documents.map((document) => Buffer.from(BSON.serialize(document)));
    for (const [index, document] of bytes.entries()) {
      for (const before of bytes) {
        canonicalEntry(before);
        const text = canonicalEntry(document);
        expect(text).toBe(canonicalJson(JSON.parse(text)));
        expect(JSON.parse(text)).toEqual(shownOf(documents[index]!));
      }
    }
  });

  it('tells whatever others write, as JSON', () => {
    const odd = {
      a: [1, 'zwei', null, { b: [] }],
      double: 0.1,
      big: Long.fromString('9223372036854775807'),
      large: Decimal128.fromString('1E+20'),
      nan: NaN,
      yes: true,
      no: false,
      never: new Date(8.64e15),
      text: 'Grüße\n"\u2028',
      bytes: new mongo.Binary(Buffer.from('abc')),
      pattern: /a+/i,
      stamp: new mongo.Timestamp({ t: 1, i: 2 }),
      least: new mongo.MinKey(),
      code: new mongo.Code('x', { y: 1 }),
      Ä: 1,
    };
    const text = canonicalEntry(BSON.serialize(odd));
    expect(canonicalJson(JSON.parse(text))).toBe(text);
    expect(JSON.parse(text)).toMatchObject({
      a: [1, 'zwei', null, { b: [] }],
      ...{ double: 0.1, big: '9223372036854775807', large: '100000000000000000000', nan: 'NaN', yes: true, no: false },
      text: odd.text,
    });
  });
});

/** As docs/receipts.md says, of decoded values. */
function shownOf(value: unknown): unknown {
  if (value instanceof Types.ObjectId) return value.toHexString();
  if (value instanceof Decimal128) return String(Number(value.toString()));
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shownOf(inner)]));
}
