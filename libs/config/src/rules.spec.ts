import { describe, expect, test } from '@jest/globals';
import { loadConfig } from './app-config.js';
import { rulesHash, rulesOf } from './rules.js';

const hashWith = (env: NodeJS.ProcessEnv): string => rulesHash(rulesOf(loadConfig(env)));

describe('the rules of a process', () => {
  test('are those of its environment', () => {
    expect(rulesOf(loadConfig({ ROS_CAP_PERCENT: '150', DISTRIBUTION_TIMEZONE: 'Europe/Berlin' }))).toEqual({
      rosCapPercent: 150,
      performancePoolRanks: [
        'Associate Stakeholder',
        'Principal Strategist',
        'Elite Capitalist',
        'Wealth Architect',
        'Finance Titan',
      ],
      premiumPoolRanks: ['Principal Strategist', 'Elite Capitalist', 'Wealth Architect', 'Finance Titan'],
      timeZone: 'Europe/Berlin',
    });
  });

  test.each<[string, NodeJS.ProcessEnv]>([
    ['the cap', { ROS_CAP_PERCENT: '150' }],
    ['the zone', { DISTRIBUTION_TIMEZONE: 'Europe/Berlin' }],
    ['the premium ranks', { PREMIUM_POOL_RANKS: 'Finance Titan' }],
    ['the performance ranks', { PERFORMANCE_POOL_RANKS: 'Finance Titan' }],
  ])('are others when %s is another', (_what, env) => {
    expect(hashWith(env)).not.toBe(hashWith({}));
  });

  test('do not depend on the order in which ranks are listed, nor on what is no rule', () => {
    expect(hashWith({ PREMIUM_POOL_RANKS: 'Finance Titan,Elite Capitalist', CHUNK_SIZE: '7' })).toBe(
      hashWith({ PREMIUM_POOL_RANKS: 'Elite Capitalist,Finance Titan' }),
    );
  });

  test('have a short hash', () => {
    expect(hashWith({})).toMatch(/^[0-9a-f]{12}$/);
  });
});
