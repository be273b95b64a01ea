import { expect, test } from '@jest/globals';
import { aRun, aSlot } from '../../../test/support/a-slot.js';
import { actionsOf } from './slot-actions.js';
import type { Slot } from './slot.js';

test.each<[string, Partial<Slot>, string[]]>([
  ['waits', { status: 'PENDING' }, ['change', 'cancel']],
  ['works', { status: 'EXECUTING' }, []],
  ['has paid all', { status: 'COMPLETED' }, ['compensate']],
  ['has errors', { status: 'COMPLETED', errors: 2 }, ['retry', 'compensate']],
  ['FAILED', { status: 'FAILED' }, ['retry', 'compensate']],
  ['waits to run again', { status: 'FAILED', run: aRun({ state: 'REQUESTED' }) }, ['compensate']],
  ['was cancelled', { status: 'CANCELLED' }, []],
])('of a slot that %s', (_, fields, allowed) => {
  const actions = actionsOf(aSlot(fields));
  expect(actions.filter((action) => action.allowed).map(({ name }) => name)).toEqual(allowed);
  expect(actions.every((action) => action.allowed === (action.why === null))).toBe(true);
});
