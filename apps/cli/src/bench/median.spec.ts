import { median, middleMean, percentile } from './median.js';

describe('figures of many values', () => {
  it('are the one in the middle, or the mean of the two', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 2, 100])).toBe(3);
    expect(median([])).toBeNaN();
  });

  it('are the smallest that a share of the values does not exceed', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentile(values, 0.99)).toBe(99);
    expect(percentile(values, 1)).toBe(100);
    expect(percentile([7], 0.99)).toBe(7);
  });

  it('are not moved by the lowest and highest tenth', () => {
    expect(middleMean([10, 10, 10, 10, 10, 10, 10, 10, 0, 5_000])).toBe(10);
    expect(middleMean([1, 2, 6])).toBe(3);
  });
});
