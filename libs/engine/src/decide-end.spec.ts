import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { LedgerTotal } from '#lib/ledger';
import { ZERO, moneyFromMicros, parseMoney } from '#lib/money';
import { PHASES, type Phase } from '#lib/slots';
import { aPlan } from '../../../test/support/a-slot.js';
import { decideEnd, type ChunkTotal, type ChunkTotals, type RunFacts } from './decide-end.js';

const NOTHING: ChunkTotal = {
  ...{ paid: 0, total: ZERO, users: 0, reversed: 0, toPayAgain: 0, takenBack: ZERO, capped: 0, nothing: 0 },
  ...{ plannedChunks: 0, accounted: 0, left: 0, joined: 0 },
};
const TYPE = { ROS: 'ROI_EARNED', PREMIUM: 'PREMIUM_POOL', PERFORMANCE: 'PERFORMANCE_POOL' } as const;

function totals(of: Partial<ChunkTotals> = {}): ChunkTotals {
  return { ROS: NOTHING, PREMIUM: NOTHING, PERFORMANCE: NOTHING, ...of };
}

function paid(count: number, total: string, fields: Partial<ChunkTotal> = {}): ChunkTotal {
  return { ...NOTHING, paid: count, users: count, total: parseMoney(total), accounted: count, ...fields };
}

function entry(phase: Phase, count: number, total: string): LedgerTotal {
  return { type: TYPE[phase], count, total: parseMoney(total) };
}

/** A run whose plan is what its chunks account for, with a ledger of its own. */
function facts(of: Partial<ChunkTotals>, entries: readonly LedgerTotal[], fields: Partial<RunFacts> = {}): RunFacts {
  const all = totals(of);
  return {
    order: { pools: { premium: all.PREMIUM.total, performance: all.PERFORMANCE.total } },
    altered: 0,
    redirected: [],
    plan: aPlan(all.ROS.accounted, {
      chunks: {
        ROS: all.ROS.plannedChunks,
        PREMIUM: all.PREMIUM.plannedChunks,
        PERFORMANCE: all.PERFORMANCE.plannedChunks,
      },
    }),
    totals: all,
    entries,
    unpaidChunks: 0,
    firstChunkError: null,
    openFailures: 0,
    ...fields,
  };
}

describe('decideEnd', () => {
  test('everything paid, and the ledger says the same: COMPLETED', () => {
    const books = [entry('ROS', 3, '3'), entry('PREMIUM', 2, '10')];
    expect(decideEnd(facts({ ROS: paid(3, '3'), PREMIUM: paid(2, '10') }, books))).toEqual({
      status: 'COMPLETED',
      reason: null,
      error: null,
    });
  });

  test('nothing was due: COMPLETED', () => {
    expect(decideEnd(facts({}, []))).toMatchObject({ status: 'COMPLETED' });
  });

  test('some records could not be paid, the others were: COMPLETED', () => {
    const some = facts({ ROS: paid(3, '3', { accounted: 5 }) }, [entry('ROS', 3, '3')], { openFailures: 2 });
    expect(decideEnd(some)).toMatchObject({ status: 'COMPLETED' });
  });

  test.each([
    [2, 'NOTHING_PAID: none of the 2 due records could be paid'],
    [1, 'NOTHING_PAID: the only due record could not be paid'],
  ])('nothing could be paid though %d were due: FAILED', (openFailures, error) => {
    expect(decideEnd(facts({}, [], { openFailures }))).toEqual({ status: 'FAILED', reason: 'NOTHING_PAID', error });
  });

  test.each([
    [2, 'write conflict', 'CHUNKS_FAILED: 2 chunks could not be paid; the first: write conflict'],
    [1, null, 'CHUNKS_FAILED: 1 chunk could not be paid; the first: not tried'],
  ])(
    '%d chunks that could not be paid leave it FAILED, with how many and the first reason',
    (unpaidChunks, firstChunkError, error) => {
      const some = facts({ ROS: paid(3, '3') }, [entry('ROS', 3, '3')], { unpaidChunks, firstChunkError });
      expect(decideEnd(some)).toEqual({ status: 'FAILED', reason: 'CHUNKS_FAILED', error });
    },
  );

  test.each<[string, Partial<ChunkTotals>, LedgerTotal[]]>([
    ['an entry is missing', { ROS: paid(3, '3') }, [entry('ROS', 2, '3')]],
    ['an entry is too many', { ROS: paid(3, '3') }, [entry('ROS', 4, '3')]],
    ['the sum differs', { ROS: paid(3, '3') }, [entry('ROS', 3, '3.000001')]],
    ['the ledger holds nothing', { PERFORMANCE: paid(3, '3') }, []],
    ['the ledger holds what no chunk paid', {}, [entry('PREMIUM', 1, '1')]],
    ['a payout went to another phase', { PREMIUM: paid(1, '1') }, [entry('PERFORMANCE', 1, '1')]],
  ])('%s: LEDGER_MISMATCH', (_, of, entries) => {
    expect(decideEnd(facts(of, entries))).toMatchObject({ status: 'FAILED', reason: 'LEDGER_MISMATCH' });
  });

  test('a ledger that does not match outweighs every other reason', () => {
    const all = facts({}, [entry('ROS', 1, '1')], { unpaidChunks: 1, openFailures: 1, plan: null });
    expect(decideEnd(all)).toMatchObject({ reason: 'LEDGER_MISMATCH' });
  });

  test.each<[string, Partial<RunFacts>, string]>([
    ['was never planned', { plan: null }, 'the slot was never planned'],
    [
      'lost a stake',
      { plan: aPlan(4, { chunks: { ROS: 2, PREMIUM: 0, PERFORMANCE: 0 } }) },
      '3 of 4 due stakes are accounted for',
    ],
    [
      'has a stake too many',
      { plan: aPlan(2, { chunks: { ROS: 2, PREMIUM: 0, PERFORMANCE: 0 } }) },
      '3 of 2 due stakes are accounted for',
    ],
    [
      'lost a chunk',
      { plan: aPlan(3, { chunks: { ROS: 3, PREMIUM: 0, PERFORMANCE: 0 } }) },
      'ROS: 2 of 3 planned chunks are there',
    ],
    [
      'lost a chunk of a pool',
      { plan: aPlan(3, { chunks: { ROS: 2, PREMIUM: 1, PERFORMANCE: 0 } }) },
      'PREMIUM: 0 of 1 planned chunks are there',
    ],
  ])('a slot that %s is FAILED, never COMPLETED', (_, fields, detail) => {
    const ended = decideEnd(facts({ ROS: paid(3, '3', { plannedChunks: 2 }) }, [entry('ROS', 3, '3')], fields));
    expect(ended).toEqual({ status: 'FAILED', reason: 'PLAN_MISMATCH', error: `PLAN_MISMATCH: ${detail}` });
  });

  test('COMPLETED means: every chunk paid, the ledger equal, every stake accounted for, and something paid if anything was due', () => {
    const money = fc.bigInt({ min: 0n, max: 3n }).map(moneyFromMicros);
    const counts = fc.integer({ min: 0, max: 2 });
    const totalOf = fc.record({ paid: counts, total: money }).map((some) => ({ ...NOTHING, ...some }));
    const allTotals = fc.record({ ROS: totalOf, PREMIUM: totalOf, PERFORMANCE: totalOf });
    const books = fc.array(fc.record({ type: fc.constantFrom(...Object.values(TYPE)), count: counts, total: money }), {
      maxLength: 3,
    });
    const inBooks = (all: ChunkTotals): LedgerTotal[] =>
      PHASES.map((phase) => ({ type: TYPE[phase], count: all[phase].paid, total: all[phase].total }));
    fc.assert(
      fc.property(
        allTotals,
        fc.option(books),
        fc.nat({ max: 2 }),
        fc.nat({ max: 2 }),
        fc.nat({ max: 1 }),
        (all, other, unpaidChunks, openFailures, lost) => {
          const entries = other ?? inBooks(all);
          const equal = PHASES.every((phase) => {
            const inLedger = entries.find(({ type }) => type === TYPE[phase]);
            return (inLedger?.count ?? 0) === all[phase].paid && (inLedger?.total ?? 0n) === all[phase].total;
          });
          const anybodyPaid = PHASES.some((phase) => all[phase].paid > 0);
          const completed = equal && unpaidChunks === 0 && lost === 0 && (anybodyPaid || openFailures === 0);
          const plan = aPlan(lost, { chunks: { ROS: 0, PREMIUM: 0, PERFORMANCE: 0 } });
          expect(decideEnd(facts(all, entries, { unpaidChunks, openFailures, plan })).status).toBe(
            completed ? 'COMPLETED' : 'FAILED',
          );
        },
      ),
    );
  });
});
