import {
  ZERO,
  fromPoolFields,
  parseMoney,
  parseRosPercentage,
  perPool,
  type Money,
  type PerPool,
  type PoolFields,
  type Rate,
} from '#lib/money';

type Sent = number | string | undefined;

/** The amounts of a checked body, exact; what was left out is undefined. */
export function readAmounts({
  rosPercentage,
  ...body
}: Partial<PoolFields<'amount', Sent>> & { readonly rosPercentage?: Sent }): {
  rate: Rate | undefined;
  pools: PerPool<Money | undefined>;
} {
  const sent = fromPoolFields('amount', body);
  return {
    rate: rosPercentage === undefined ? undefined : parseRosPercentage(rosPercentage),
    pools: perPool((pool) => {
      const amount = sent[pool];
      return amount === undefined ? undefined : parseMoney(amount);
    }),
  };
}

/** The amounts of pools, nothing in those that were left out. */
export function orNothing(pools: PerPool<Money | undefined>): PerPool<Money> {
  return perPool((pool) => pools[pool] ?? ZERO);
}
