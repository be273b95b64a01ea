import { expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import type { PayoutType, PayoutsOfUser } from '#lib/ledger';
import { parseMoney } from '#lib/money';
import { cutPayouts, type PayoutsChunk } from './cut-payouts.js';

function aUser(...types: PayoutType[]): PayoutsOfUser {
  const amount = parseMoney('1');
  return { userId: new Types.ObjectId(), payouts: types.map((type) => ({ _id: new Types.ObjectId(), type, amount })) };
}

async function cut(users: readonly PayoutsOfUser[], size: number): Promise<PayoutsChunk[]> {
  const stream = async function* (): AsyncGenerator<PayoutsOfUser> {
    for (const user of users) yield await Promise.resolve(user);
  };
  const chunks: PayoutsChunk[] = [];
  for await (const chunk of cutPayouts(stream(), size)) chunks.push(chunk);
  return chunks;
}

const times = (count: number): PayoutType[] => Array.from({ length: count }, () => 'ROI_EARNED');

test.each<[string, number[], number[]]>([
  ['nobody', [], []],
  ['one', [1], [1]],
  ['users of one payout each', [1, 1, 1, 1, 1], [3, 2]],
  ['a user who does not fit beside another', [2, 2], [2, 2]],
  ['a user of a whole chunk', [1, 3, 1], [1, 3, 1]],
  ['a user of more than a chunk, and those behind him', [1, 7, 1, 1], [1, 3, 3, 3]],
])('%s', async (_, payouts, sizes) => {
  const users = payouts.map((count) => aUser(...times(count)));
  const chunks = await cut(users, 3);
  expect(chunks.map(({ planned }) => planned)).toEqual(sizes);
  const named = chunks.flatMap(({ subjects }) => subjects.entryIds.map(String));
  expect(named).toEqual(users.flatMap((user) => user.payouts.map(({ _id }) => String(_id))));
});

test('each phase has chunks of its own', async () => {
  const users = [aUser('ROI_EARNED', 'PREMIUM_POOL'), aUser('PERFORMANCE_POOL', 'ROI_EARNED')];
  expect((await cut(users, 10)).map(({ phase, planned }) => [phase, planned])).toEqual([
    ['ROS', 2],
    ['PREMIUM', 1],
    ['PERFORMANCE', 1],
  ]);
});
