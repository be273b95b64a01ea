import { createHash } from 'node:crypto';
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
}

/** Which variable of the environment sets which rule. */
export const RULE_VARIABLES = {
  rosCapPercent: 'ROS_CAP_PERCENT',
  performancePoolRanks: 'PERFORMANCE_POOL_RANKS',
  premiumPoolRanks: 'PREMIUM_POOL_RANKS',
  timeZone: 'DISTRIBUTION_TIMEZONE',
} as const satisfies Readonly<Record<keyof Rules, VariableName>>;

/** The rules that this process lives with, in one form: the order in which ranks are listed makes no difference. */
export function rulesOf(config: AppConfig): Rules {
  const { rosCapPercent, performancePoolRanks, premiumPoolRanks, timeZone } = config;
  return {
    rosCapPercent,
    performancePoolRanks: RANKS.filter((rank) => performancePoolRanks.includes(rank)),
    premiumPoolRanks: RANKS.filter((rank) => premiumPoolRanks.includes(rank)),
    timeZone,
  };
}

/** @returns 12 hexadecimal digits; the same for the same rules, in every process */
export function rulesHash({ rosCapPercent, performancePoolRanks, premiumPoolRanks, timeZone }: Rules): string {
  const canonical = JSON.stringify([rosCapPercent, performancePoolRanks, premiumPoolRanks, timeZone]);
  return createHash('sha256').update(canonical).digest('hex').slice(0, 12);
}
