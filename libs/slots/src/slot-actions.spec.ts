import { expect, test } from '@jest/globals';
import { aPlan, aReversal, aRun, aSlot } from '../../../test/support/a-slot.js';
import { ZERO, moneyFromMicros } from '#lib/money';
import { actionsOf } from './slot-actions.js';
import { perPhase } from './phases.js';
import type { Slot } from './slot.js';

const NOTHING = perPhase(() => ({ count: 0, total: ZERO }));
const paid = { plan: aPlan(1), totals: { ...NOTHING, ROS: { count: 1, total: moneyFromMicros(1n) } } };
const taken = { plan: aPlan(1), totals: NOTHING, reversal: aReversal() };
const reinstated = { ...taken, reversal: aReversal({ reinstatedAt: new Date() }) };

test.each<[string, Partial<Slot>, string[]]>([
  ['waits', { status: 'PENDING' }, ['change', 'cancel']],
  ['works', { status: 'EXECUTING' }, []],
  ['has paid all', { status: 'COMPLETED' }, ['compensate']],
  ['has errors', { status: 'COMPLETED', errors: 2 }, ['retry', 'compensate']],
  ['FAILED', { status: 'FAILED' }, ['retry', 'compensate']],
  [
    'waits to run again',
    { status: 'FAILED', run: aRun({ kind: 'retry', state: 'REQUESTED' }) },
    ['cancel', 'retry', 'compensate'],
  ],
  ['has paid and stands', { status: 'COMPLETED', ...paid }, ['compensate', 'reverse']],
  ['FAILED and has paid some', { status: 'FAILED', ...paid }, ['retry', 'compensate', 'reverse']],
  ['is reversed', { status: 'COMPLETED', ...taken }, ['reinstate']],
  ['FAILED and is reversed', { status: 'FAILED', ...taken }, ['reinstate']],
  ['is reversed in part', { status: 'COMPLETED', ...taken, totals: paid.totals }, ['reverse', 'reinstate']],
  ['is reinstated', { status: 'COMPLETED', ...reinstated }, ['retry', 'compensate']],
  [
    'waits to be reversed',
    { status: 'FAILED', ...taken, run: aRun({ kind: 'reversal', state: 'REQUESTED' }) },
    ['reverse'],
  ],
  ['was cancelled', { status: 'CANCELLED' }, []],
])('of a slot that %s', (_, fields, allowed) => {
  const actions = actionsOf(aSlot(fields));
  expect(actions.filter((action) => action.allowed).map(({ name }) => name)).toEqual(allowed);
  expect(actions.every((action) => action.allowed === (action.why === null))).toBe(true);
});
