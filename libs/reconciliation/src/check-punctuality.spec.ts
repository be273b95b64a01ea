import { expect, test } from '@jest/globals';
import type { Slot } from '#lib/slots';
import { checkPunctuality, type ExecutionFacts } from './check-punctuality.js';
import { aRun, aSlot as anySlot } from '../../../test/support/a-slot.js';

const T = Date.UTC(2026, 1, 12, 14);
/** Seconds after the slot's time. */
const at = (seconds: number): Date => new Date(T + seconds * 1_000);

function aSlot(fields: Partial<Slot> = {}): Slot {
  return anySlot({ scheduledFor: at(0), updatedAt: at(-3_600), ...fields });
}

/** One worker that lives since long and was seen `seen` seconds after the slot's time. */
function someFacts(seen: number, fields: Partial<ExecutionFacts> = {}): ExecutionFacts {
  return {
    workers: [{ _id: 'w', startedAt: at(-600), lastHeartbeat: at(seen) }],
    mayExecute: true,
    switchedAt: null,
    running: null,
    lastEndedAt: null,
    ...fields,
  };
}

test.each<[string, Partial<Slot>, ExecutionFacts, boolean]>([
  ['a worker was seen just within the limit', {}, someFacts(15), true],
  ['a worker was seen after the limit', {}, someFacts(15.001), false],
  ['no worker lives', {}, someFacts(0, { workers: [] }), true],
  ['the worker was last seen before the time', {}, someFacts(-5), true],
  ['one of two workers lived long enough', {}, someFacts(20), false],
  [
    'the worker has only just come',
    {},
    someFacts(0, { workers: [{ _id: 'w', startedAt: at(50), lastHeartbeat: at(60) }] }),
    true,
  ],
  [
    'the worker came late and then did nothing',
    {},
    someFacts(0, { workers: [{ _id: 'w', startedAt: at(50), lastHeartbeat: at(66) }] }),
    false,
  ],
  ['execution is paused or switched off', {}, someFacts(60, { mayExecute: false }), true],
  ['execution was resumed a moment ago', {}, someFacts(60, { switchedAt: at(50) }), true],
  ['execution was resumed long ago', {}, someFacts(60, { switchedAt: at(10) }), false],
  ['another slot runs', {}, someFacts(60, { running: { _id: aSlot()._id } }), true],
  ['another slot ended a moment ago', {}, someFacts(60, { lastEndedAt: at(46) }), true],
  ['another slot ended long ago', {}, someFacts(60, { lastEndedAt: at(44) }), false],
  ['it was accepted after its time', { updatedAt: at(50) }, someFacts(60), true],
  ['it runs', { status: 'EXECUTING', run: aRun({ state: 'EXECUTING', leaseUntil: at(100) }) }, someFacts(60), true],
  [
    'its worker died and nobody took it over',
    { status: 'EXECUTING', run: aRun({ state: 'EXECUTING', leaseUntil: at(10) }) },
    someFacts(60),
    false,
  ],
  [
    'its worker gave it up a moment ago',
    { status: 'EXECUTING', run: aRun({ state: 'EXECUTING', leaseUntil: new Date(0) }), updatedAt: at(50) },
    someFacts(60),
    true,
  ],
  ['it has ended', { status: 'COMPLETED' }, someFacts(60), true],
  ['it failed', { status: 'FAILED' }, someFacts(60), true],
  ['it was cancelled', { status: 'CANCELLED' }, someFacts(60), true],
])('%s', (_, slot, facts, holds) => {
  expect(checkPunctuality([aSlot(slot)], facts)).toHaveLength(holds ? 0 : 1);
});

test('tells which slot, since when and for how long', () => {
  const slot = aSlot();
  expect(checkPunctuality([slot], someFacts(40))).toEqual([
    {
      what: '2026-02-12/slot-1 was due at 2026-02-12T14:00:00.000Z and nobody runs it',
      ids: { key: '2026-02-12/slot-1', distributionId: slot._id.toHexString() },
      expected: 'taken within 15 s',
      actual: 'PENDING for 40.0 s while a worker lived',
    },
  ]);
});
