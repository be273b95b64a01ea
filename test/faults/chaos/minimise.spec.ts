import { minimise } from './minimise.js';

describe('the fewest items that still fail', () => {
  const ITEMS = Array.from({ length: 12 }, (_, index) => index);
  const failsWith =
    (...guilty: number[]) =>
    (items: readonly number[]): Promise<boolean> =>
      Promise.resolve(guilty.every((item) => items.includes(item)));

  it.each([
    ['none', []],
    ['one', [7]],
    ['two that are far apart', [0, 11]],
    ['three', [2, 3, 9]],
    ['all', ITEMS],
  ])('%s', async (_what, guilty) => {
    expect(await minimise(ITEMS, failsWith(...guilty), 1_000)).toEqual(guilty);
  });

  it('keeps to its number of tries, with what it has found by then', async () => {
    let tries = 0;
    const fails = (items: readonly number[]): Promise<boolean> => {
      tries += 1;
      return failsWith(5)(items);
    };

    const found = await minimise(ITEMS, fails, 3);

    expect(tries).toBe(3);
    expect(found).toContain(5);
    expect(found.length).toBeLessThan(ITEMS.length);
  });
});
