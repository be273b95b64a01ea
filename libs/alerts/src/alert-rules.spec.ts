import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { NO_POOLS, ZERO_RATE, parseMoney } from '#lib/money';
import type { Slot } from '#lib/slots';
import { aPlan, aReversal, aRun, aSlot } from '../../../test/support/a-slot.js';
import { findingOfOverdueSlot, findingOfSilence, findingOfStalledSlot, findingsOfEndedSlot } from './alert-rules.js';

const NOW = new Date('2026-02-12T14:30:00.000Z');
const premium = (amount: string): Pick<Slot, 'pools'> => ({ pools: { ...NO_POOLS, premium: parseMoney(amount) } });
const TWO_POOLS = { pools: { premium: parseMoney('1'), performance: parseMoney('1') } };

/** A slot of 1% ROS that paid all of its 100 stakes. */
function slot(fields: Partial<Slot> = {}): Slot {
  return aSlot({
    status: 'COMPLETED',
    attempts: 1,
    plan: aPlan(100),
    processedStakes: 100,
    scheduledFor: NOW,
    ...fields,
  });
}

function accounted(parts: Partial<NonNullable<Slot['accounted']>>): NonNullable<Slot['accounted']> {
  return { paid: 0, capped: 0, nothing: 0, failed: 0, left: 0, joined: 0, ...parts };
}

/** A slot that FAILED once, of which a reversal has ended so. */
function reversed(fields: Partial<NonNullable<Slot['reversal']>>, of: Partial<Slot> = {}): Partial<Slot> {
  const run = aRun({ kind: 'reversal' });
  return { run, status: 'FAILED', processedStakes: 0, reversal: aReversal(fields), ...of };
}

const rulesOf = (fields: Partial<Slot>) => findingsOfEndedSlot(slot(fields)).map(({ rule }) => rule);

describe('an ended slot', () => {
  test.each<[string, Partial<Slot>, readonly string[]]>([
    ['paid all', {}, []],
    ['FAILED before it was planned', { status: 'FAILED', plan: null, processedStakes: 0 }, ['SLOT_FAILED']],
    ['FAILED with the ledger', { status: 'FAILED', reason: 'LEDGER_MISMATCH' }, ['SLOT_FAILED', 'ENTRIES_MISSING']],
    ['paid nobody of many', { processedStakes: 0 }, ['NOBODY_PAID']],
    ['had nobody to pay', { processedStakes: 0, plan: aPlan(0) }, []],
    ['had no ROS', { processedStakes: 0, rate: ZERO_RATE }, []],
    [
      'found ACTIVE stakes and none due',
      { processedStakes: 0, plan: aPlan(0, { active: 7, activatedLater: 7 }) },
      ['NONE_DUE'],
    ],
    [
      'found stakes without an instant of activation',
      { processedStakes: 99, plan: aPlan(99, { active: 100, withoutActivation: 1 }) },
      ['WITHOUT_ACTIVATION'],
    ],
    [
      'found nothing but such stakes',
      { processedStakes: 0, plan: aPlan(0, { active: 150, withoutActivation: 150 }) },
      ['NONE_DUE', 'WITHOUT_ACTIVATION'],
    ],
    [
      'found 15 of 100 too small to be paid',
      { processedStakes: 85, accounted: accounted({ paid: 85, nothing: 15 }) },
      [],
    ],
    ['found all of them too small', { processedStakes: 0, accounted: accounted({ nothing: 100 }) }, []],
    ['found 30 at their cap', { processedStakes: 70, accounted: accounted({ paid: 70, capped: 30 }) }, []],
    ['lost 20 between plan and payment', { processedStakes: 80, accounted: accounted({ paid: 80, left: 20 }) }, []],
    [
      'paid 60 of the 70 that were due more than nothing',
      { processedStakes: 60, errors: 10, accounted: accounted({ paid: 60, nothing: 30, failed: 10 }) },
      ['FEW_STAKES_PAID', 'RECORDS_FAILED'],
    ],
    ['paid 90 of 100', { processedStakes: 90 }, []],
    ['paid 89 of 100', { processedStakes: 89 }, ['FEW_STAKES_PAID']],
    ['FAILED half-way', { status: 'FAILED', processedStakes: 50 }, ['SLOT_FAILED', 'FEW_STAKES_PAID']],
    ['has bad records', { processedStakes: 99, errors: 1 }, ['RECORDS_FAILED']],
    ['has a premium pool for nobody', premium('0.000001'), ['POOL_WITHOUT_QUALIFIERS']],
    ['has two pools for nobody', TWO_POOLS, ['POOL_WITHOUT_QUALIFIERS', 'POOL_WITHOUT_QUALIFIERS']],
    [
      'has a pool that is shared',
      { ...premium('1'), plan: aPlan(100, { qualifiers: { premium: 1, performance: 0 } }) },
      [],
    ],
    ['was reversed wholly', reversed({}), []],
    ['was reversed in part', reversed({ failed: 2 }), ['REVERSAL_INCOMPLETE']],
    ['could not be reversed', reversed({ outcome: 'FAILED', error: 'why' }), ['REVERSAL_INCOMPLETE']],
    ['was reversed in part and reinstated', reversed({ failed: 2, reinstatedAt: NOW }), []],
    [
      'was to be reversed and nobody had ordered it',
      reversed({ outcome: null }, { reason: 'NOT_ORDERED', error: 'no seal' }),
      ['REVERSAL_INCOMPLETE', 'NOT_ORDERED'],
    ],
    [
      'was reversed, and paid half of it again',
      { processedStakes: 50, accounted: accounted({ paid: 50, reversed: 50 }) },
      [],
    ],
    ['has a pool and was never planned', { ...premium('1'), plan: null, processedStakes: 0 }, []],
  ])('that %s', (_, fields, rules) => {
    expect(rulesOf(fields)).toEqual(rules);
  });

  test('fewer than nine in ten, and only those, are few', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.nat(), (stakes, seed) => {
        const paid = 1 + (seed % stakes);
        const few = BigInt(paid) * 10n < BigInt(stakes) * 9n;
        expect(rulesOf({ plan: aPlan(stakes), processedStakes: paid })).toEqual(few ? ['FEW_STAKES_PAID'] : []);
      }),
    );
  });

  test('names what meets the slots of a date alike by the date, whatever the slot and the attempt', () => {
    const keysOf = (fields: Partial<Slot>) => findingsOfEndedSlot(slot(fields)).map(({ key }) => key);
    const trouble = { errors: 1, processedStakes: 1, ...TWO_POOLS };
    const keys = [
      'FEW_STAKES_PAID/2026-02-12',
      'RECORDS_FAILED/2026-02-12',
      'POOL_WITHOUT_QUALIFIERS/2026-02-12/premium',
      'POOL_WITHOUT_QUALIFIERS/2026-02-12/performance',
    ];
    expect(keysOf(trouble)).toEqual(keys);
    expect(keysOf({ ...trouble, key: '2026-02-12/slot-2', slotNumber: 2, attempts: 3 })).toEqual(keys);
    expect(new Set([...keysOf({ ...trouble, date: null }), ...keys]).size).toBe(2 * keys.length);
  });

  test('names each failure by slot and attempt, so that it is raised once', () => {
    const trouble = { status: 'FAILED', reason: 'LEDGER_MISMATCH' } as const;
    const keys = findingsOfEndedSlot(slot(trouble)).map(({ key }) => key);
    expect(keys).toEqual(findingsOfEndedSlot(slot(trouble)).map(({ key }) => key));
    expect(new Set(keys).size).toBe(keys.length);
    const later = findingsOfEndedSlot(slot({ ...trouble, attempts: 2 })).map(({ key }) => key);
    expect(keys.filter((key) => later.includes(key))).toEqual([]);
  });

  test('tells what is known of it', () => {
    expect(findingsOfEndedSlot(slot({ status: 'FAILED', reason: 'MISFIRED', error: 'too late' }))).toEqual([
      {
        key: 'SLOT_FAILED/2026-02-12/slot-1/1',
        rule: 'SLOT_FAILED',
        message: '2026-02-12/slot-1: too late',
        date: '2026-02-12',
        slotNumber: 1,
        facts: { distributionId: '65b000000000000000000001', status: 'FAILED', reason: 'MISFIRED' },
      },
    ]);
  });
});

test('two pools of one slot without qualifiers are two alerts', () => {
  const keys = findingsOfEndedSlot(slot(TWO_POOLS)).map(({ key }) => key);
  expect(new Set(keys).size).toBe(2);
});

describe('an overdue slot', () => {
  const since = new Date(NOW.getTime() - 90_000);
  const keyOf = (fields: Partial<Slot>, at = since) =>
    findingOfOverdueSlot({ distribution: slot(fields), since: at, waitsFor: null }, NOW, false).key;

  test('tells by how much, and is one occasion for as long as it waits', () => {
    const overdue = { distribution: slot({ status: 'PENDING' }), since, waitsFor: null };
    const finding = findingOfOverdueSlot(overdue, NOW, false);
    expect(finding).toMatchObject({ rule: 'SLOT_OVERDUE', facts: { overdueSeconds: 90 } });
    expect(findingOfOverdueSlot(overdue, new Date(NOW.getTime() + 60_000), false).key).toBe(finding.key);
    expect(keyOf({ status: 'PENDING' }, NOW)).not.toBe(finding.key);
  });

  test('says what it waits for, as one occasion with that nobody runs it', () => {
    const overdue = { distribution: slot({ status: 'PENDING' }), since, waitsFor: null };
    const waiting = findingOfOverdueSlot({ ...overdue, waitsFor: slot({ key: '2026-02-12/slot-0' }) }, NOW, false);
    expect(waiting.message).toMatch(/waits for 2026-02-12\/slot-0, which is EXECUTING and does not get on$/);
    expect([waiting.key, waiting.facts['waitsFor']]).toEqual([
      findingOfOverdueSlot(overdue, NOW, false).key,
      '2026-02-12/slot-0',
    ]);
  });

  test('says that execution is paused where that is why nobody runs it', () => {
    const why = (status: Slot['status'], isPaused: boolean) =>
      findingOfOverdueSlot({ distribution: slot({ status }), since, waitsFor: null }, NOW, isPaused).message;
    expect(why('PENDING', true)).toMatch(/overdue by .*; execution is paused$/);
    expect(why('PENDING', false)).toMatch(/; no worker runs it$/);
    // One that runs is taken over though execution is paused.
    expect(why('EXECUTING', true)).toMatch(/; no worker runs it$/);
  });

  test('that waits, one whose worker fell silent and one asked to run again are three occasions', () => {
    expect(
      new Set([keyOf({ status: 'PENDING' }), keyOf({ status: 'EXECUTING' }), keyOf({ status: 'FAILED' })]).size,
    ).toBe(3);
  });
});

test('a slot that does not get on is told with its worker, and again when it stops anew', () => {
  const stalled = (progressAt: Date) =>
    slot({ status: 'EXECUTING', run: aRun({ state: 'EXECUTING', worker: 'w', progressAt }) });
  const since = new Date(NOW.getTime() - 61_000);
  const finding = findingOfStalledSlot(stalled(since), NOW);
  expect(finding).toMatchObject({ rule: 'SLOT_STALLED', facts: { worker: 'w', seconds: 61 } });
  expect(findingOfStalledSlot(stalled(since), new Date(NOW.getTime() + 9_000)).key).toBe(finding.key);
  expect(findingOfStalledSlot(stalled(NOW), NOW).key).not.toBe(finding.key);
});

describe('the silence of workers', () => {
  const ago = (ms: number): Date => new Date(NOW.getTime() - ms);

  test.each([
    ['none was ever seen', null, true],
    ['the last sign of life is too old', ago(60_001), true],
    ['it is just not too old', ago(60_000), false],
    ['it is fresh', ago(0), false],
    ['the clock of the worker is ahead', ago(-5_000), false],
  ])('when %s', (_, lastHeartbeat, raised) => {
    expect(findingOfSilence(lastHeartbeat, NOW, 60_000) !== null).toBe(raised);
  });

  test('is one occasion for as long as it lasts', () => {
    const key = findingOfSilence(ago(70_000), NOW, 60_000)?.key;
    expect(findingOfSilence(ago(70_000), new Date(NOW.getTime() + 3_600_000), 60_000)?.key).toBe(key);
    expect(findingOfSilence(ago(80_000), NOW, 60_000)?.key).not.toBe(key);
  });
});
