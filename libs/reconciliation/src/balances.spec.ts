import { expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import { moneyToDecimal } from '#lib/database';
import { parseMoney, subtractMoney, ZERO } from '#lib/money';
import { compareStakes } from './balances.js';

const decimal = (text: string) => moneyToDecimal(parseMoney(text));
const userId = new Types.ObjectId();

function sheetOf(amount: unknown, totalEarned: unknown) {
  const stake = { _id: new Types.ObjectId(), userId, amount, totalEarned };
  const user = { _id: userId, wallets: { earnings: totalEarned } };
  return { users: [user], stakes: [stake], sums: [{ _id: { user: userId, stake: stake._id }, total: totalEarned }] };
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
