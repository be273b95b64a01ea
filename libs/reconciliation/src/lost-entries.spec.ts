import { describe, expect, test } from '@jest/globals';
import type { Slot } from '#lib/slots';
import { ZERO, parseMoney } from '#lib/money';
import { explainLostEntries, type Claim } from './lost-entries.js';
import type { CountAndTotal, PaidFacts } from './slot-facts.js';

function sum(count: number, total: string): CountAndTotal {
  return { count, total: parseMoney(total) };
}

/** What the chunks and the ledger say of ROS; of the pools they say nothing. */
function facts(chunks: CountAndTotal, ledger: CountAndTotal): PaidFacts {
  const nothing = sum(0, '0');
  return {
    slot: {} as Slot,
    chunks: { OPEN: 0, PAID: 1, FAILED: 0 },
    plannedChunks: { ROS: 1, PREMIUM: 0, PERFORMANCE: 0 },
    accountedStakes: chunks.count,
    paid: { ROS: chunks, PREMIUM: nothing, PERFORMANCE: nothing },
    entries: [{ type: 'ROI_EARNED', date: null, slotNumber: null, rate: null, isAgain: false, ...ledger }],
    users: ledger.count,
    planned: { premium: ZERO, performance: ZERO },
    owed: new Map(),
  };
}

const claim = (amount: string, phase: Claim['phase'] = 'ROS'): Claim => ({ phase, amount: parseMoney(amount) });

describe('explainLostEntries', () => {
  test('nothing was lost where chunks and ledger agree, whatever is claimed', () => {
    expect(explainLostEntries(facts(sum(3, '3'), sum(3, '3')), [claim('1')])).toEqual([]);
  });

  test('what was lost, where the claims are as many and as much', () => {
    expect(explainLostEntries(facts(sum(5, '5'), sum(3, '3')), [claim('1'), claim('1'), claim('7')])).toEqual([
      { phase: 'ROS', count: 2, total: parseMoney('2') },
    ]);
  });

  test.each<[string, PaidFacts, Claim[]]>([
    ['more was lost than is claimed', facts(sum(5, '5'), sum(3, '3')), [claim('2')]],
    ['the claims are for less money', facts(sum(5, '5'), sum(4, '3')), [claim('1')]],
    ['the claims are of another phase', facts(sum(5, '5'), sum(4, '4')), [claim('1', 'PREMIUM')]],
    ['the ledger holds more entries', facts(sum(5, '5'), sum(6, '6')), [claim('1')]],
    ['the ledger holds more money', facts(sum(5, '5'), sum(4, '5.5')), [claim('1')]],
    ['only the sum differs', facts(sum(5, '5'), sum(5, '4')), [claim('1')]],
    ['only the number differs', facts(sum(5, '5'), sum(4, '5')), [claim('1')]],
    ['a sum is no exact amount', facts({ count: 5, total: 'nonsense' }, sum(4, '4')), [claim('1')]],
  ])('refuses when %s', (_, all, claims) => {
    expect(explainLostEntries(all, claims)).toMatch(/^LEDGER_MISMATCH: ROS: the chunks say 5 payouts of /);
  });
});
