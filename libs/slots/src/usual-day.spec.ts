import { ZERO, moneyFromMicros } from '#lib/money';
import { isFarAbove, isFarBelow, usualDay } from './usual-day.js';

const money = (...micros: number[]) => micros.map((amount) => moneyFromMicros(BigInt(amount)));

describe('what a day usually pays', () => {
  it('is the median of the days that paid', () => {
    expect(usualDay(money(5, 1, 9, 3, 1000))).toBe(5n);
    expect(usualDay([...money(10, 20, 30, 40, 50, 60), ZERO])).toBe(35n);
  });

  it('is unknown while fewer than five days have paid', () => {
    expect(usualDay([...money(1, 2, 3, 4), ZERO, ZERO])).toBeNull();
  });

  it('is passed by more than the factor, exactly', () => {
    const [usual, atIt, above, below] = money(1_000, 2_500, 2_501, 399);
    expect(isFarAbove(atIt!, usual!, 2_500)).toBe(false);
    expect(isFarAbove(above!, usual!, 2_500)).toBe(true);
    expect(isFarBelow(money(400)[0]!, usual!, 2_500)).toBe(false);
    expect(isFarBelow(below!, usual!, 2_500)).toBe(true);
  });
});
