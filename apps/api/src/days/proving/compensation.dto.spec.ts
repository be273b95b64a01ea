import { describe, expect, it } from '@jest/globals';
import { DistributionFailedError } from '#lib/declarations';
import type { CompensationResult } from '#lib/reconciliation';
import { toCompensationAnswer } from './compensation.dto.js';

type Slot = CompensationResult['slots'][number];

const paid: Slot = {
  key: '2026-02-12/slot-1',
  slotNumber: 1,
  subjects: 1,
  amount: 0.5,
  started: true,
  reason: null,
  status: 'COMPLETED',
};
const left: Slot = { ...paid, key: '2026-02-12/slot-2', started: false, reason: 'It waits', status: 'PENDING' };

const ofSlots = (...slots: readonly Slot[]): CompensationResult => ({
  date: '2026-02-12',
  ended: true,
  subjects: 1,
  amount: 0.5,
  slots,
});

describe('the answer to a compensation that has ended', () => {
  it.each<[string, readonly Slot[], string]>([
    ['nothing was owed', [], 'Nothing is missing'],
    ['all of it was paid', [paid], 'Compensation completed successfully'],
    ['no slot could be started', [left], 'Nothing was compensated: each slot tells its reason'],
    [
      'a slot was left alone',
      [paid, left],
      'Compensation ended, but not every slot is settled: see its reason and status',
    ],
  ])('says so when %s', (_, slots, message) => {
    expect(toCompensationAnswer(ofSlots(...slots)).body.message).toBe(message);
  });

  it('is an error that names the slots that FAILED', () => {
    const result = ofSlots({ ...paid, status: 'FAILED' });
    expect(() => toCompensationAnswer(result)).toThrow(DistributionFailedError);
    expect(() => toCompensationAnswer(result)).toThrow('2026-02-12/slot-1');
  });
});
