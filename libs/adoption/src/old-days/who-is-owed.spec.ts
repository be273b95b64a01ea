import { describe, expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import { parseCalendarDate } from '#lib/calendar';
import { parseMoney, parseRosPercentage } from '#lib/money';
import type { OldSlot } from './old-slot.js';
import { paidTwice, whoIsOwed, type OldPayout, type OldStake } from './who-is-owed.js';

const STAKE = new Types.ObjectId();

function slot(slotNumber: number, hour: number, rate = '1', date = '2026-02-13'): OldSlot {
  return {
    date: parseCalendarDate(date),
    slotNumber,
    scheduledFor: new Date(Date.parse(`${date}T00:00:00Z`) + hour * 3_600_000),
    rate: parseRosPercentage(rate),
    status: 'COMPLETED',
    executedAt: null,
    collection: 'dailydistributions',
    documentId: '1',
  };
}

function stake(fields: Partial<OldStake> = {}): OldStake {
  return {
    _id: STAKE,
    userId: new Types.ObjectId(),
    amount: 100,
    totalEarned: 12,
    activatedAt: new Date('2026-01-01'),
    history: [],
    ...fields,
  };
}

function payout(slotNumber: number | null, fields: Partial<OldPayout> = {}): OldPayout {
  return { stakeId: STAKE.toHexString(), date: '2026-02-13', slotNumber, completed: true, ...fields };
}

function outcomes(one: OldStake, payouts: readonly OldPayout[], slots = [slot(1, 12), slot(2, 18)]): string[] {
  return whoIsOwed([one], payouts, slots, 200).map(({ outcome }) => outcome.kind);
}

describe('who is owed by an old slot', () => {
  test.each<[string, OldStake, readonly OldPayout[], readonly string[]]>([
    ['a stake that nothing tells of', stake(), [], ['owed', 'owed']],
    ['one with an entry for one slot', stake(), [payout(1)], ['paid', 'owed']],
    ['one with a line of its history for one slot', stake({ history: [payout(2)] }), [], ['owed', 'paid']],
    [
      'one whose entry and line tell of the same payout',
      stake({ history: [payout(1)] }),
      [payout(1)],
      ['paid', 'owed'],
    ],
    ['an entry of another date', stake(), [payout(1, { date: '2026-02-12' })], ['owed', 'owed']],
    [
      'an entry of another stake',
      stake(),
      [payout(1, { stakeId: new Types.ObjectId().toHexString() })],
      ['owed', 'owed'],
    ],
    ['an entry without a slot, of a day of two', stake(), [payout(null)], ['unclear', 'unclear']],
    ['as many entries without a slot as slots', stake(), [payout(null), payout(null)], ['paid', 'paid']],
    ['one with a slot and one without', stake(), [payout(1), payout(null)], ['paid', 'paid']],
    [
      'an entry and a line without a slot: one payout told twice',
      stake({ history: [payout(null)] }),
      [payout(null)],
      ['unclear', 'unclear'],
    ],
    ['an entry that is not completed', stake(), [payout(1, { completed: false })], ['unclear', 'owed']],
    ['an entry that names no stake', stake(), [payout(2, { stakeId: null })], ['owed', 'unclear']],
    [
      'a stake made between the slots',
      stake({ activatedAt: new Date('2026-02-13T13:00:00Z') }),
      [],
      ['not-due', 'owed'],
    ],
    [
      'a stake made at the very instant',
      stake({ activatedAt: new Date('2026-02-13T18:00:00Z') }),
      [],
      ['not-due', 'not-due'],
    ],
    ['one without a date', stake({ activatedAt: null }), [], ['without-activation', 'without-activation']],
    ['one at its cap', stake({ totalEarned: 200 }), [], ['nothing', 'nothing']],
    ['one so small that its payout rounds to nothing', stake({ amount: 0.00009 }), [], ['nothing', 'nothing']],
  ])('%s', (_, one, payouts, expected) => {
    expect(outcomes(one, payouts)).toEqual(expected);
  });

  test('of a stake made between two slots, an entry without a slot is of the one that it was due in', () => {
    expect(outcomes(stake({ activatedAt: new Date('2026-02-13T13:00:00Z') }), [payout(null)])).toEqual([
      'not-due',
      'paid',
    ]);
  });

  test('over all slots no more than the cap leaves', () => {
    const owed = whoIsOwed([stake({ totalEarned: 198.5 })], [], [slot(1, 12), slot(2, 18), slot(3, 20)], 200);
    expect(owed.map(({ outcome }) => ('amount' in outcome ? outcome.amount : outcome.kind))).toEqual([
      parseMoney('1'),
      parseMoney('0.5'),
      'nothing',
    ]);
  });

  test('one that cannot be paid as it stands is owed, with the reason', () => {
    const [told] = whoIsOwed([stake({ amount: NaN })], [], [slot(1, 12)], 200);
    expect(told?.outcome).toEqual({ kind: 'owed', amount: null, why: 'INVALID_AMOUNT' });
  });

  test('entries of one stake for one slot that stand there more than once are told', () => {
    const twice = [payout(1), payout(1), payout(2), payout(null), payout(null)];
    expect(paidTwice(twice)).toEqual([`${STAKE.toHexString()} 2026-02-13#1`]);
  });
});
