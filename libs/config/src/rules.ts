import { createHash } from 'node:crypto';
import { formatMoney } from '#lib/money';
import type { AppConfig } from './app-config.js';
import { RANKS, type Rank } from './ranks.js';
import type { VariableName } from './variables.js';

/** What decides how much is paid to whom, and which date is today (docs/specification.md 2, "Rules are frozen"). */
export interface Rules {
  /** A stake earns at most this percentage of its amount over its life. */
  readonly rosCapPercent: number;
  /** Low to high. */
  readonly performancePoolRanks: readonly Rank[];
  /** Low to high. */
  readonly premiumPoolRanks: readonly Rank[];
  /** IANA name. */
  readonly timeZone: string;
  /** USDT as decimal text, as the next; absent where it is off. */
  readonly approvalAbove?: string;
  readonly dayLimit?: string;
  /** Absent where nothing is delayed. */
  readonly payoutDelayMinutes?: number;
}

/** Which variable of the environment sets which rule. */
export const RULE_VARIABLES = {
  rosCapPercent: 'ROS_CAP_PERCENT',
  performancePoolRanks: 'PERFORMANCE_POOL_RANKS',
  premiumPoolRanks: 'PREMIUM_POOL_RANKS',
  timeZone: 'DISTRIBUTION_TIMEZONE',
  approvalAbove: 'APPROVAL_ABOVE',
  dayLimit: 'DAY_LIMIT',
  payoutDelayMinutes: 'PAYOUT_DELAY_MINUTES',
} as const satisfies Readonly<Record<keyof Rules, VariableName>>;

/** The rules that this process lives with, in one form: the order in which ranks are listed makes no difference. */
export function rulesOf(config: AppConfig): Rules {
  const { rosCapPercent, performancePoolRanks, premiumPoolRanks, timeZone } = config;
  const { approvalAbove, dayLimit, payoutDelayMs } = config;
  return {
    rosCapPercent,
    performancePoolRanks: RANKS.filter((rank) => performancePoolRanks.includes(rank)),
    premiumPoolRanks: RANKS.filter((rank) => premiumPoolRanks.includes(rank)),
    timeZone,
    ...(approvalAbove === null ? {} : { approvalAbove: formatMoney(approvalAbove) }),
    ...(dayLimit === null ? {} : { dayLimit: formatMoney(dayLimit) }),
    ...(payoutDelayMs === 0 ? {} : { payoutDelayMinutes: payoutDelayMs / 60_000 }),
  };
}

/** @returns 12 hexadecimal digits; the same for the same rules, in every process */
export function rulesHash({
  rosCapPercent,
  performancePoolRanks,
  premiumPoolRanks,
  timeZone,
  ...limits
}: Rules): string {
  const { approvalAbove, dayLimit, payoutDelayMinutes } = limits;
  const switchedOn = Object.entries({ approvalAbove, dayLimit, payoutDelayMinutes }).filter(
    ([, value]) => value !== undefined,
  );
  // What is off leaves the hash as it was before there were limits.
  const canonical = JSON.stringify([
    ...[rosCapPercent, performancePoolRanks, premiumPoolRanks, timeZone],
    ...switchedOn,
  ]);
  return createHash('sha256').update(canonical).digest('hex').slice(0, 12);
}
