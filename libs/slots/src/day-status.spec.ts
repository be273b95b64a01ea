import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DAY_STATUSES, dayStatus } from './day-status.js';
import { SLOT_STATUSES, type SlotStatus } from './slot-moves.js';

describe('dayStatus', () => {
  test.each<[SlotStatus[], string]>([
    [[], 'NOT_QUEUED'],
    [['CANCELLED'], 'NOT_QUEUED'],
    [['CANCELLED', 'CANCELLED'], 'NOT_QUEUED'],
    [['PENDING'], 'PENDING'],
    [['PENDING', 'CANCELLED'], 'PENDING'],
    [['PENDING', 'PENDING'], 'PENDING'],
    [['EXECUTING'], 'EXECUTING'],
    [['COMPLETED', 'EXECUTING', 'PENDING'], 'EXECUTING'],
    [['FAILED', 'EXECUTING'], 'EXECUTING'],
    [['FAILED'], 'FAILED'],
    [['FAILED', 'PENDING'], 'FAILED'],
    [['FAILED', 'COMPLETED'], 'FAILED'],
    [['COMPLETED'], 'COMPLETED'],
    [['COMPLETED', 'COMPLETED', 'CANCELLED'], 'COMPLETED'],
    [['COMPLETED', 'PENDING'], 'SCHEDULED'],
    [['PENDING', 'COMPLETED', 'CANCELLED'], 'SCHEDULED'],
  ])('%j is %s', (slots, status) => {
    expect(dayStatus(slots)).toBe(status);
  });

  test('does not depend on the order of the slots, nor on cancelled ones', () => {
    const statuses = fc.array(fc.constantFrom(...SLOT_STATUSES), { maxLength: 100 });
    fc.assert(
      fc.property(statuses, fc.nat(), (slots, turn) => {
        const counted = slots.filter((status) => status !== 'CANCELLED');
        const at = counted.length === 0 ? 0 : turn % counted.length;
        const status = dayStatus(slots);
        expect(DAY_STATUSES).toContain(status);
        expect(dayStatus([...counted.slice(at), ...counted.slice(0, at)])).toBe(status);
        expect(dayStatus([...counted].reverse())).toBe(status);
      }),
    );
  });

  test('is COMPLETED only if every slot that counts is', () => {
    const statuses = fc.array(fc.constantFrom(...SLOT_STATUSES), { maxLength: 20 });
    fc.assert(
      fc.property(statuses, (slots) => {
        const counted = slots.filter((status) => status !== 'CANCELLED');
        const all = counted.length > 0 && counted.every((status) => status === 'COMPLETED');
        expect(dayStatus(slots) === 'COMPLETED').toBe(all);
      }),
    );
  });
});
