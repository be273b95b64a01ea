import type { DeclarationReader, DayView } from '#lib/declarations';
import type { ExecutionNotices } from '../health/execution-notice.js';
import { StatusCache } from './status-cache.js';

const DATE = '2026-02-12';

/** A cache over a database that answers when it is told to. */
function aCache() {
  const reads: { date: string; answer: (status: string) => void; fail: (error: Error) => void }[] = [];
  const reader = {
    status: (date: string) =>
      new Promise<DayView>((resolve, reject) => {
        reads.push({ date, answer: (status) => resolve({ today: date, status } as DayView), fail: reject });
      }),
  } as DeclarationReader;
  const notices = { read: () => Promise.resolve({}) } as ExecutionNotices;
  return { cache: new StatusCache(reader, notices), reads };
}

describe('the cache of statuses', () => {
  it('asks once for all who ask in the same tenth of a second, then again', async () => {
    const { cache, reads } = aCache();
    const asked = [cache.read(DATE, 1_000), cache.read(DATE, 1_050), cache.read(DATE, 1_099)];
    reads[0]!.answer('PENDING');
    for (const { json } of await Promise.all(asked)) expect(json).toBe(`{"today":"${DATE}","status":"PENDING"}`);
    expect(reads).toHaveLength(1);
    void cache.read(DATE, 1_100);
    expect(reads).toHaveLength(2);
  });

  it('asks no second time while the first is not answered: the later answer might be the older', async () => {
    const { cache, reads } = aCache();
    const asked = [cache.read(DATE, 1_000), cache.read(DATE, 5_999)];
    expect(reads).toHaveLength(1);
    reads[0]!.answer('EXECUTING');
    for (const { view } of await Promise.all(asked)) expect(view.status).toBe('EXECUTING');
    void cache.read(DATE, 6_000);
    expect(reads).toHaveLength(2);
    // Nobody waits for ever for an answer that does not come.
    void cache.read(DATE, 11_000);
    expect(reads).toHaveLength(3);
  });

  it('keeps dates apart', () => {
    const { cache, reads } = aCache();
    void cache.read(DATE, 1_000);
    void cache.read('2026-02-13', 1_000);
    expect(reads.map(({ date }) => date)).toEqual([DATE, '2026-02-13']);
  });

  it('gives nobody who asks after a change what was read before it', async () => {
    const { cache, reads } = aCache();
    const before = cache.read(DATE, 1_000);
    cache.forget();
    const after = cache.read(DATE, 1_001);
    reads[1]!.answer('PENDING');
    reads[0]!.answer('NOT_QUEUED');
    expect((await before).view.status).toBe('NOT_QUEUED');
    expect((await after).view.status).toBe('PENDING');
    expect((await cache.read(DATE, 1_002)).view.status).toBe('PENDING');
  });

  it('does not keep a failure', async () => {
    const { cache, reads } = aCache();
    const failed = cache.read(DATE, 1_000);
    reads[0]!.fail(new Error('away'));
    await expect(failed).rejects.toThrow('away');
    const next = cache.read(DATE, 1_001);
    reads[1]!.answer('PENDING');
    expect((await next).view.status).toBe('PENDING');
  });

  it('stays small, whatever is asked for', () => {
    const { cache, reads } = aCache();
    for (let day = 0; day < 1_000; day += 1) void cache.read(`day-${day}`, 1_000);
    expect(reads).toHaveLength(1_000);
    expect((cache as unknown as { kept: Map<string, unknown> }).kept.size).toBeLessThanOrEqual(200);
  });
});
