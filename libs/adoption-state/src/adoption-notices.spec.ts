import { adoptionLines } from './adoption-notices.js';

const NONE = { wallets: 0, amounts: 0, earnings: 0, activations: 0 };
const lines = (mendable: Partial<Record<keyof typeof NONE, number | null>>) =>
  adoptionLines({ appliedAt: null, mendable: { ...NONE, ...mendable }, countedAtMost: 10_000 });

it.each([
  ['none', { wallets: 0 }, []],
  ['one', { amounts: 1 }, [/^1 stake has an amount .* mends it\.$/]],
  ['two', { activations: 2 }, [/^2 ACTIVE stakes have no activatedAt, .* mends them\.$/]],
  ['more than are counted', { wallets: 10_000 }, [/^10,000 or more wallets are numbers /]],
  ['some that are not counted', { earnings: null }, [/^Some stakes have earnings /]],
])('%s is said as it is', (_, mendable, expected) => {
  expect(lines(mendable)).toEqual(expected.map((pattern) => expect.stringMatching(pattern) as string));
});
