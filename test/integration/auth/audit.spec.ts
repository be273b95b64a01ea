import type { Connection } from 'mongoose';
import { Audit, InvalidCursorError, type AuditView } from '#lib/audit';
import { runInTransaction } from '#lib/database';
import { ApiHarness } from '../../support/api-harness.js';

describe('the audit log', () => {
  let api: ApiHarness;
  let audit: Audit;
  let connection: Connection;
  beforeAll(async () => {
    api = await ApiHarness.start();
    audit = api.app.get(Audit, { strict: false });
    connection = api.connection;
    for (let count = 0; count < 5; count += 1) {
      await runInTransaction(connection, (session) =>
        audit.record(session, {
          action: count === 3 ? 'b' : 'a',
          actor: count === 4 ? { system: 'keeper' } : { id: 'admin-1', email: 'ann@example.com' },
          before: null,
          after: { count },
        }),
      );
    }
  });
  afterAll(() => api.stop());

  const counts = (entries: readonly AuditView[]): unknown[] => entries.map(({ after }) => after?.['count']);

  it('lists the newest first, page by page, each entry once', async () => {
    const seen: unknown[] = [];
    let cursor: string | null = null;
    do {
      const page = await audit.list({ limit: 2, ...(cursor === null ? {} : { cursor }) });
      seen.push(...counts(page.entries));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual([4, 3, 2, 1, 0]);
  });

  it('can be narrowed to an action or a person', async () => {
    expect(counts((await audit.list({ limit: 10, action: 'b' })).entries)).toEqual([3]);
    expect(counts((await audit.list({ limit: 10, actorId: 'admin-1' })).entries)).toEqual([3, 2, 1, 0]);
  });

  it('forgets what its transaction took back', async () => {
    const failed = runInTransaction(connection, async (session) => {
      await audit.record(session, { action: 'undone', actor: { system: 'test' } });
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect((await audit.list({ limit: 10, action: 'undone' })).entries).toEqual([]);
  });

  it.each(['', 'x', '1-2', '9999999999999999-000000000000000000000000', '1-000000000000000000000000; drop'])(
    'refuses a cursor that it did not give: %j',
    async (cursor) => {
      await expect(audit.list({ limit: 1, cursor })).rejects.toThrow(InvalidCursorError);
    },
  );
});
