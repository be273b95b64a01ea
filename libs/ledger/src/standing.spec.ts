import { describe, expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import type { EntryType } from './entry.schema.js';
import { standingsOf, type LinkedEntry } from './standing.js';

const [USER, STAKE] = [new Types.ObjectId(), new Types.ObjectId()];

function entry(type: EntryType, subjectId: Types.ObjectId, stakeId?: Types.ObjectId): LinkedEntry {
  return { _id: new Types.ObjectId(), type, userId: USER, subjectId, ...(stakeId === undefined ? {} : { stakeId }) };
}

describe('a payout', () => {
  const paid = entry('ROI_EARNED', STAKE, STAKE);
  const undone = entry('ROI_REVERSAL', paid._id, STAKE);
  const again = entry('ROI_EARNED', undone._id, STAKE);
  const undoneAgain = entry('ROI_REVERSAL', again._id, STAKE);

  test.each([
    ['that was made', [paid], { kind: 'paid' }],
    ['that was taken back', [undone, paid], { kind: 'reversed', by: undone._id }],
    ['that was made again', [again, paid, undone], { kind: 'paid' }],
    ['that was taken back twice', [undoneAgain, again, undone, paid], { kind: 'reversed', by: undoneAgain._id }],
  ])('%s', (_, entries, standing) => {
    expect([...standingsOf(entries)]).toEqual([[STAKE.toHexString(), standing]]);
  });

  test('of a pool is told by its user', () => {
    const share = entry('PREMIUM_POOL', USER);
    expect([...standingsOf([share]).keys()]).toEqual([USER.toHexString()]);
  });

  test('of nobody is none', () => {
    expect(standingsOf([]).size).toBe(0);
  });
});
