import { clusteredAmounts } from './amounts.js';

describe('clustered amounts', () => {
  const some = (seed: number): string[] => {
    const draw = clusteredAmounts(seed);
    return Array.from({ length: 10_000 }, draw);
  };

  it('are the same ones for the same seed', () => {
    expect(some(7)).toEqual(some(7));
    expect(some(7)).not.toEqual(some(8));
  });

  it('are few, and the usual ones are frequent', () => {
    const amounts = some(1);
    const hundreds = amounts.filter((amount) => amount === '100').length;
    expect(new Set(amounts).size).toBe(8);
    expect(hundreds / amounts.length).toBeCloseTo(0.35, 1);
  });
});
