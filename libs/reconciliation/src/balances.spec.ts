import { expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import { moneyToDecimal } from '#lib/database';
import { NO_OTHER_ENTRIES, withEntry, type OtherEntries } from '#lib/ledger';
import { parseMoney, subtractMoney, ZERO } from '#lib/money';
import { compareStakes, compareWallets } from './balances.js';

const decimal = (text: string) => moneyToDecimal(parseMoney(text));
const userId = new Types.ObjectId();

function sheetOf(amount: unknown, totalEarned: unknown) {
  const stake = { _id: new Types.ObjectId(), userId, amount, totalEarned };
  const user = { _id: userId, wallets: { earnings: totalEarned } };
  return {
    users: [user],
    stakes: [stake],
    sums: [{ _id: { user: userId, stake: stake._id }, total: totalEarned }],
    others: new Map(),
  };
}

test.each<[string, unknown, unknown, number]>([
  ['at its cap', decimal('100'), decimal('200'), 0],
  ['above its cap', decimal('100'), decimal('200.000001'), 1],
  [
    'without an amount above zero, which has earned nothing',
    moneyToDecimal(subtractMoney(ZERO, parseMoney('5'))),
    decimal('0'),
    0,
  ],
  ['of nothing, which has earned nothing', decimal('0'), decimal('0'), 0],
  ['whose amount is a word', 'ten', decimal('0'), 0],
])('a stake %s', (_, amount, totalEarned, differences) => {
  expect(compareStakes(sheetOf(amount, totalEarned), 200)).toHaveLength(differences);
});

const entry = (fields: object) => ({ userId, type: 'WITHDRAWAL', status: 'Completed', amount: -5.25, ...fields });
const opening = (amount: string, covers: object) =>
  entry({ type: 'OPENING_BALANCE', amount: decimal(amount), metadata: { covers } });

function walletDifferences(earnings: unknown, entries: readonly object[]): number {
  const others = new Map([
    [userId.toHexString(), entries.reduce<OtherEntries>((sums, one) => withEntry(sums, { ...one }), NO_OTHER_ENTRIES)],
  ]);
  return compareWallets({ users: [{ _id: userId, wallets: { earnings } }], stakes: [], sums: [], others }).length;
}

const covering = { count: 2, amount: decimal('150.5') };
test.each<[string, unknown, readonly object[], number]>([
  [
    'its opening, which stands for what was there',
    decimal('10'),
    [entry({ amount: 150 }), entry({ amount: 0.5 }), opening('10', covering)],
    0,
  ],
  [
    'its opening, and what moved since',
    decimal('4.75'),
    [entry({ amount: 150.5 }), opening('10', covering), entry({})],
    0,
  ],
  ['a millionth less', decimal('9.999999'), [entry({ amount: 150.5 }), opening('10', covering)], 1],
  ['entries of which none is Completed', decimal('0'), [entry({ status: 'Pending' })], 0],
  ['entries that hold no amount', decimal('0'), [entry({ amount: 'twelve' }), entry({ amount: NaN })], 0],
  ['thirds, each read as its nearest millionth', decimal('0.999999'), Array(3).fill(entry({ amount: 1 / 3 })), 0],
  ['no amount, of whom others wrote entries', '12.5', [entry({})], 0],
  ['no amount, of whom an opening tells', '12.5', [opening('1', { count: 0, amount: decimal('0') })], 1],
])('a wallet of %s', (_, earnings, entries, differences) => {
  expect(walletDifferences(earnings, entries)).toBe(differences);
});

test.each<[string, unknown, unknown, unknown, number]>([
  ['earned elsewhere', '12', '12', '0', 0],
  ['earned elsewhere and here', '13', '12', '1', 0],
  ['earned more than both tell', '13.000001', '12', '1', 1],
  ['earned above its cap elsewhere, and nothing since', '250', '250', '0', 0],
])('a stake that has %s', (_, totalEarned, openingEarned, paid, differences) => {
  const stakeId = new Types.ObjectId();
  const stake = {
    _id: stakeId,
    userId,
    amount: decimal('100'),
    totalEarned: decimal(String(totalEarned)),
    openingEarned: decimal(String(openingEarned)),
  };
  const sums = [{ _id: { user: userId, stake: stakeId }, total: decimal(String(paid)) }];
  const user = { _id: userId, wallets: { earnings: decimal(String(paid)) } };
  expect(compareStakes({ users: [user], stakes: [stake], sums, others: new Map() }, 200)).toHaveLength(differences);
});
