import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { LedgerTotal } from '#lib/ledger';
import { ZERO, moneyFromMicros, parseMoney } from '#lib/money';
import { PHASES, type Phase } from '#lib/slots';
import { decide } from './finish-slot.js';

type Totals = Parameters<typeof decide>[0];

const NOTHING = { count: 0, users: 0, total: ZERO };
const TYPE = { ROS: 'ROI_EARNED', PREMIUM: 'PREMIUM_POOL', PERFORMANCE: 'PERFORMANCE_POOL' } as const;

function totals(of: Partial<Totals> = {}): Totals {
  return { ROS: NOTHING, PREMIUM: NOTHING, PERFORMANCE: NOTHING, ...of };
}

function paid(count: number, total: string): Totals['ROS'] {
  return { count, users: count, total: parseMoney(total) };
}

function entry(phase: Phase, count: number, total: string): LedgerTotal {
  return { type: TYPE[phase], count, total: parseMoney(total) };
}

describe('decide', () => {
  test('everything paid, and the ledger says the same: COMPLETED', () => {
    expect(
      decide(
        totals({ ROS: paid(3, '3'), PREMIUM: paid(2, '10') }),
        [entry('ROS', 3, '3'), entry('PREMIUM', 2, '10')],
        [],
        0,
      ),
    ).toEqual({ status: 'COMPLETED', reason: null, error: null });
  });

  test('nothing was due: COMPLETED', () => {
    expect(decide(totals(), [], [], 0)).toMatchObject({ status: 'COMPLETED' });
  });

  test('some records could not be paid, the others were: COMPLETED', () => {
    expect(decide(totals({ ROS: paid(3, '3') }), [entry('ROS', 3, '3')], [], 2)).toMatchObject({ status: 'COMPLETED' });
  });

  test('nothing could be paid though something was due: FAILED', () => {
    expect(decide(totals(), [], [], 2)).toEqual({
      status: 'FAILED',
      reason: 'NOTHING_PAID',
      error: 'NOTHING_PAID: none of the 2 due records could be paid',
    });
  });

  test('chunks that could not be paid leave it FAILED, with how many and the first reason', () => {
    const ending = decide(totals({ ROS: paid(3, '3') }), [entry('ROS', 3, '3')], ['write conflict', 'not tried'], 0);
    expect(ending).toEqual({
      status: 'FAILED',
      reason: 'CHUNKS_FAILED',
      error: 'CHUNKS_FAILED: 2 chunks could not be paid; the first: write conflict',
    });
  });

  test.each<[string, Partial<Totals>, LedgerTotal[]]>([
    ['an entry is missing', { ROS: paid(3, '3') }, [entry('ROS', 2, '3')]],
    ['an entry is too many', { ROS: paid(3, '3') }, [entry('ROS', 4, '3')]],
    ['the sum differs', { ROS: paid(3, '3') }, [entry('ROS', 3, '3.000001')]],
    ['the ledger holds nothing', { PERFORMANCE: paid(3, '3') }, []],
    ['the ledger holds what no chunk paid', {}, [entry('PREMIUM', 1, '1')]],
    ['a payout went to another phase', { PREMIUM: paid(1, '1') }, [entry('PERFORMANCE', 1, '1')]],
  ])('%s: LEDGER_MISMATCH', (_, of, entries) => {
    expect(decide(totals(of), entries, [], 0)).toMatchObject({ status: 'FAILED', reason: 'LEDGER_MISMATCH' });
  });

  test('a ledger that does not match outweighs every other reason', () => {
    expect(decide(totals(), [entry('ROS', 1, '1')], ['x'], 1)).toMatchObject({ reason: 'LEDGER_MISMATCH' });
  });

  test('COMPLETED means: every chunk paid, the ledger equal, and something paid if anything was due', () => {
    const money = fc.bigInt({ min: 0n, max: 3n }).map(moneyFromMicros);
    const counts = fc.integer({ min: 0, max: 2 });
    const totalOf = fc.record({ count: counts, users: counts, total: money });
    const allTotals = fc.record({ ROS: totalOf, PREMIUM: totalOf, PERFORMANCE: totalOf });
    const books = fc.array(fc.record({ type: fc.constantFrom(...Object.values(TYPE)), count: counts, total: money }), {
      maxLength: 3,
    });
    const inBooks = (all: Totals): LedgerTotal[] =>
      PHASES.map((phase) => ({ type: TYPE[phase], count: all[phase].count, total: all[phase].total }));
    fc.assert(
      fc.property(
        allTotals,
        fc.option(books),
        fc.array(fc.string(), { maxLength: 2 }),
        fc.nat({ max: 2 }),
        (all, other, failed, open) => {
          const entries = other ?? inBooks(all);
          const equal = PHASES.every((phase) => {
            const inLedger = entries.find(({ type }) => type === TYPE[phase]);
            return (inLedger?.count ?? 0) === all[phase].count && (inLedger?.total ?? 0n) === all[phase].total;
          });
          const anybodyPaid = PHASES.some((phase) => all[phase].count > 0);
          const completed = equal && failed.length === 0 && (anybodyPaid || open === 0);
          expect(decide(all, entries, failed, open).status).toBe(completed ? 'COMPLETED' : 'FAILED');
        },
      ),
    );
  });
});
