import { progressOf, withProgress } from './index-progress.js';

describe('what takes long', () => {
  it('is told of until it is over, and gives what it found', async () => {
    const lines: string[] = [];
    let enough: (value: number) => void = () => undefined;
    const work = new Promise<number>((resolve) => (enough = resolve));
    let looks = 0;
    const look = (): Promise<string | null> => {
      looks += 1;
      return looks === 1 ? Promise.reject(new Error('no right to look')) : Promise.resolve('40 % (4 of 10)');
    };
    const say = (line: string): void => {
      lines.push(line);
      if (lines.length === 2) enough(7);
    };
    expect(await withProgress(() => work, look, say, 1)).toBe(7);
    expect(lines).toEqual(['  … 0 s', '  … 0 s, 40 % (4 of 10)']);
  });

  it('fails with what made it fail', async () => {
    const failure = new Error('the server is gone');
    const look = (): Promise<string | null> => Promise.resolve(null);
    await expect(
      withProgress(
        () => Promise.reject(failure),
        look,
        () => undefined,
        1,
      ),
    ).rejects.toBe(failure);
  });
});

describe('how far the server is', () => {
  it.each<[string, Record<string, unknown>, string | null]>([
    [
      'the slowest of two members',
      { inprog: [step(900, 1_000), step(123_456, 1_000_000)] },
      '12 % (123,456 of 1,000,000)',
    ],
    ['an operation without steps', { inprog: [{ op: 'command' }] }, null],
    ['nothing', { inprog: [] }, null],
    ['a server that does not say', { ok: 1 }, null],
  ])('%s', (_, reply, words) => expect(progressOf(reply)).toBe(words));
});

function step(done: number, total: number): object {
  return { op: 'none', msg: 'Index Build: scanning collection', progress: { done, total } };
}
