import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  DAY_STATUSES,
  SLOT_MOVES,
  SLOT_STATUSES,
  canMove,
  dayStatus,
  type SlotMove,
  type SlotStatus,
} from './slot-moves.js';

// Written out here once more, so that a change of the table is a decision and no slip.
const ALLOWED: Readonly<Record<SlotMove, { from: readonly SlotStatus[]; to: SlotStatus }>> = {
  claim: { from: ['PENDING'], to: 'EXECUTING' },
  retry: { from: ['FAILED', 'COMPLETED'], to: 'EXECUTING' },
  takeOver: { from: ['EXECUTING'], to: 'EXECUTING' },
  complete: { from: ['EXECUTING'], to: 'COMPLETED' },
  fail: { from: ['EXECUTING'], to: 'FAILED' },
  misfire: { from: ['PENDING'], to: 'FAILED' },
  cancel: { from: ['PENDING'], to: 'CANCELLED' },
  requeue: { from: ['CANCELLED'], to: 'PENDING' },
};
const MOVES = Object.keys(ALLOWED) as SlotMove[];

describe('canMove', () => {
  test('every move is in this table', () => {
    expect(Object.keys(SLOT_MOVES).sort()).toEqual([...MOVES].sort());
  });

  test.each(
    MOVES.flatMap((move) =>
      SLOT_STATUSES.map((status) => ({ move, status, allowed: ALLOWED[move].from.includes(status) })),
    ),
  )('$move from $status: $allowed', ({ move, status, allowed }) => {
    expect(canMove(status, move)).toBe(allowed);
  });

  test.each(MOVES)('%s leads where it should', (move) => {
    expect(SLOT_MOVES[move].to).toBe(ALLOWED[move].to);
  });

  test('COMPLETED is reached from EXECUTING alone, and nothing that ran is ever cancelled or PENDING again', () => {
    const into = (to: SlotStatus): readonly SlotStatus[] =>
      MOVES.filter((move) => SLOT_MOVES[move].to === to).flatMap((move) => [...SLOT_MOVES[move].from]);
    expect(into('COMPLETED')).toEqual(['EXECUTING']);
    expect(into('CANCELLED')).toEqual(['PENDING']);
    expect(into('PENDING')).toEqual(['CANCELLED']);
  });
});

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
