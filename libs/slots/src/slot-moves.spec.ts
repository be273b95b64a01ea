import { describe, expect, test } from '@jest/globals';
import {
  CHUNK_MOVES,
  SLOT_MOVES,
  SLOT_STATES,
  afterMove,
  canMove,
  chunkMove,
  slotMove,
  type ChunkMove,
  type SlotMove,
  type SlotState,
} from './slot-moves.js';

// Written out here once more, so that a change of the table is a decision and no slip.
const ALLOWED: Readonly<Record<SlotMove, Readonly<Partial<Record<SlotState, SlotState>>>>> = {
  start: {
    'PENDING/REQUESTED': 'EXECUTING/EXECUTING',
    'COMPLETED/REQUESTED': 'EXECUTING/EXECUTING',
    'FAILED/REQUESTED': 'EXECUTING/EXECUTING',
  },
  takeOver: { 'EXECUTING/EXECUTING': 'EXECUTING/EXECUTING' },
  hold: { 'EXECUTING/EXECUTING': 'EXECUTING/EXECUTING' },
  complete: { 'EXECUTING/EXECUTING': 'COMPLETED/ENDED' },
  fail: { 'EXECUTING/EXECUTING': 'FAILED/ENDED' },
  misfire: { 'PENDING/REQUESTED': 'FAILED/ENDED' },
  change: { 'PENDING/REQUESTED': 'PENDING/REQUESTED' },
  cancel: {
    'PENDING/REQUESTED': 'CANCELLED/ENDED',
    'COMPLETED/REQUESTED': 'COMPLETED/ENDED',
    'FAILED/REQUESTED': 'FAILED/ENDED',
  },
  requeue: { 'CANCELLED/ENDED': 'PENDING/REQUESTED' },
  retry: { 'COMPLETED/ENDED': 'COMPLETED/REQUESTED', 'FAILED/ENDED': 'FAILED/REQUESTED' },
  compensate: {
    'COMPLETED/ENDED': 'COMPLETED/REQUESTED',
    'COMPLETED/REQUESTED': 'COMPLETED/REQUESTED',
    'FAILED/ENDED': 'FAILED/REQUESTED',
    'FAILED/REQUESTED': 'FAILED/REQUESTED',
  },
  reverse: { 'COMPLETED/ENDED': 'COMPLETED/REQUESTED', 'FAILED/ENDED': 'FAILED/REQUESTED' },
  reinstate: { 'COMPLETED/ENDED': 'COMPLETED/ENDED', 'FAILED/ENDED': 'FAILED/ENDED' },
  renewJob: {
    'PENDING/REQUESTED': 'PENDING/REQUESTED',
    'COMPLETED/REQUESTED': 'COMPLETED/REQUESTED',
    'FAILED/REQUESTED': 'FAILED/REQUESTED',
  },
};
const MOVES = Object.keys(ALLOWED) as SlotMove[];
const ALL = MOVES.flatMap((move) => SLOT_STATES.map((state) => ({ move, state, to: ALLOWED[move][state] })));

describe('the moves of a slot', () => {
  test('are all in this table', () => {
    expect(Object.keys(SLOT_MOVES).sort()).toEqual([...MOVES].sort());
  });

  test.each(ALL)('$move from $state: $to', ({ move, state, to }) => {
    expect(canMove(state, move)).toBe(to !== undefined);
    if (to !== undefined) expect(afterMove(state, move)).toBe(to);
    else expect(() => slotMove(move, state, {})).toThrow(`A slot in ${state} cannot ${move}`);
  });

  test('COMPLETED is reached from EXECUTING alone, or stays; nothing that ran is ever CANCELLED or PENDING again', () => {
    const into = (to: SlotState): readonly string[] =>
      ALL.filter((one) => one.to === to && one.state !== to).map(({ state }) => state);
    expect(into('COMPLETED/ENDED')).toEqual(['EXECUTING/EXECUTING', 'COMPLETED/REQUESTED']);
    expect(into('CANCELLED/ENDED')).toEqual(['PENDING/REQUESTED']);
    expect(into('PENDING/REQUESTED')).toEqual(['CANCELLED/ENDED']);
  });

  test('ask for the state that was seen, and write the next one', () => {
    expect(slotMove('cancel', 'PENDING/REQUESTED', { where: { _id: 1 }, set: { a: 2 }, inc: { b: 1 } })).toEqual({
      filter: { _id: 1, status: 'PENDING', 'run.state': 'REQUESTED' },
      update: { $set: { a: 2, status: 'CANCELLED', 'run.state': 'ENDED' }, $inc: { b: 1 } },
    });
  });

  test('that stay where they are write no state', () => {
    expect(slotMove('hold', 'EXECUTING/EXECUTING', { set: { a: 1 } })).toEqual({
      filter: { status: 'EXECUTING', 'run.state': 'EXECUTING' },
      update: { $set: { a: 1 } },
    });
  });

  test('that bring a whole run write its state with it', () => {
    const run = { state: 'REQUESTED' };
    expect(slotMove('retry', 'FAILED/ENDED', { set: { run } }).update).toEqual({ $set: { run, status: 'FAILED' } });
  });

  test('cannot be made to look for another state than the table says', () => {
    const { filter } = slotMove('start', 'PENDING/REQUESTED', { where: { status: 'CANCELLED', 'run.state': 'ENDED' } });
    expect(filter).toEqual({ status: 'PENDING', 'run.state': 'REQUESTED' });
  });
});

describe('the moves of a chunk', () => {
  const TABLE: Readonly<Record<ChunkMove, readonly [string, string | null]>> = {
    open: ['DRAFT', 'OPEN'],
    pay: ['OPEN', 'PAID'],
    noteFailure: ['OPEN', null],
    close: ['OPEN', 'FAILED'],
    reopen: ['FAILED', 'DRAFT'],
    takeUp: ['OPEN', 'DRAFT'],
  };

  test('are all in this table', () => {
    expect(Object.keys(CHUNK_MOVES).sort()).toEqual(Object.keys(TABLE).sort());
  });

  test.each(Object.entries(TABLE))('%s goes as %j', (move, [from, to]) => {
    expect(chunkMove(move as ChunkMove, { where: { _id: 1 }, set: { a: 1 } })).toEqual({
      filter: { _id: 1, status: from },
      update: { $set: { a: 1, ...(to === null ? {} : { status: to }) } },
    });
  });

  test('PAID is final', () => {
    expect(Object.values(CHUNK_MOVES).some(({ from }) => (from as readonly string[]).includes('PAID'))).toBe(false);
  });
});
