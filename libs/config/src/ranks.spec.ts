import { describe, expect, test } from '@jest/globals';
import { ConfigError, loadConfig } from './app-config.js';
import { RANKS } from './ranks.js';

const VARIABLES = ['PREMIUM_POOL_RANKS', 'PERFORMANCE_POOL_RANKS'] as const;

describe.each(VARIABLES)('%s', (name) => {
  const load = (ranks: string) => loadConfig({ [name]: ranks });

  test('takes known ranks, in any order, with spaces around the commas', () => {
    const config = load(' Finance Titan , Elite Capitalist');
    const ranks = name === 'PREMIUM_POOL_RANKS' ? config.premiumPoolRanks : config.performancePoolRanks;
    expect(ranks).toEqual(['Finance Titan', 'Elite Capitalist']);
  });

  test.each(['Elite Capitlist', 'elite capitalist', 'Finance  Titan', 'Elite Capitalist;Finance Titan'])(
    'with %p is refused: the message names the variable, the word and what there is',
    (word) => {
      const loading = () => load(`Principal Strategist,${word}`);
      expect(loading).toThrow(ConfigError);
      expect(loading).toThrow(`${name} names ${JSON.stringify(word)}, which is no rank`);
      for (const rank of RANKS) expect(loading).toThrow(rank);
    },
  );

  test('with a rank named twice is refused', () => {
    expect(() => load('Finance Titan,Elite Capitalist,Finance Titan')).toThrow(
      `${name} names "Finance Titan" more than once`,
    );
  });
});
