import { Types } from 'mongoose';
import { InvalidCursorError, fromPageCursor, toPageCursor } from './page-cursor.js';

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a cursor of a page', () => {
  it.each([
    { at: 0, id: new Types.ObjectId('000000000000000000000000') },
    { at: 1_795_625_969_123.25, id: new Types.ObjectId('65f1c2e9b1e8a00123456789') },
    { at: -5, id: '65f1c2e9b1e8a00123456789' },
    { at: 1, id: 7 },
  ])('leads back to its place: %p', (place) => {
    expect(fromPageCursor(toPageCursor(place))).toEqual(place);
  });

  it.each([
    '',
    'short',
    '65f1c2e9b1e8a00123456789',
    encoded({ $gt: '' }),
    encoded([1, { $gt: '' }]),
    encoded([1]),
    encoded([null, 'a']),
    encoded(['1', 'a']),
    encoded([1, 'not-an-id', 1]),
    encoded([1, '65F1C2E9B1E8A00123456789', 1]),
    encoded([1, 'a', undefined, 4]),
    `${encoded([1, 'a'])}=`,
  ])('is refused when no page gave it out: %j', (cursor) => {
    expect(() => fromPageCursor(cursor)).toThrow(InvalidCursorError);
  });
});
