import { parseMoney, parseRosPercentage, type Money, type Rate } from '#lib/money';

type Sent = number | string | undefined;

/** The amounts of a checked body, exact; what was left out is undefined. */
export function readAmounts(body: {
  readonly rosPercentage?: Sent;
  readonly premiumPoolAmount?: Sent;
  readonly performancePoolAmount?: Sent;
}): { rate: Rate | undefined; premiumPool: Money | undefined; performancePool: Money | undefined } {
  const { rosPercentage, premiumPoolAmount, performancePoolAmount } = body;
  return {
    rate: rosPercentage === undefined ? undefined : parseRosPercentage(rosPercentage),
    premiumPool: premiumPoolAmount === undefined ? undefined : parseMoney(premiumPoolAmount),
    performancePool: performancePoolAmount === undefined ? undefined : parseMoney(performancePoolAmount),
  };
}
