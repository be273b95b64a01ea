import { Types } from 'mongoose';
import { InvalidEntryCursorError, fromEntryCursor, toEntryCursor } from './entry-cursor.js';

describe('a cursor of entries', () => {
  it('leads back to its entry', () => {
    for (const hex of ['000000000000000000000000', 'ffffffffffffffffffffffff', '65f1c2e9b1e8a00123456789']) {
      expect(fromEntryCursor(toEntryCursor(new Types.ObjectId(hex))).toHexString()).toBe(hex);
    }
  });

  it.each(['', 'short', 'A'.repeat(17), 'AAAAAAAAAAAAAAA=', '65f1c2e9b1e8a00123456789', '{"$gt":""}'])(
    'is refused when no page gave it out: %j',
    (cursor) => {
      expect(() => fromEntryCursor(cursor)).toThrow(InvalidEntryCursorError);
    },
  );
});
