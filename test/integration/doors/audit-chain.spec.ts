import { Types, type Connection } from 'mongoose';
import { Audit, AuditChain } from '#lib/audit';
import { COLLECTIONS, runInTransaction } from '#lib/database';
import { ApiHarness, type HttpAnswer } from '../../support/api-harness.js';
import { forgetAudit } from '../../support/forget-proofs.js';

let api: ApiHarness;
let connection: Connection;
beforeAll(async () => {
  api = await ApiHarness.start();
  connection = api.connection;
});
beforeEach(async () => {
  await forgetAudit(connection);
});
afterAll(() => api.stop());

const log = () => connection.collection(COLLECTIONS.auditLog);
const chain = () => api.app.get(AuditChain, { strict: false });
const problems = async () => (await chain().check()).map(({ problem }) => problem);

async function record(count: number): Promise<void> {
  for (let index = 1; index <= count; index += 1) {
    await runInTransaction(connection, (session) =>
      api.app.get(Audit, { strict: false }).record(session, {
        action: 'day.queue',
        actor: { id: 'admin-1', email: 'ann@example.com' },
        date: `2026-02-0${index}`,
        target: `2026-02-0${index}/slot-1`,
        before: { when: new Date(0), left: undefined },
        after: { ros: 0.1 * index, nested: { list: [1, null, 'ä'] } },
      }),
    );
  }
}

it('holds as it was written, and tells its head', async () => {
  expect([await chain().head(), await problems()]).toEqual([null, []]);
  await record(4);
  expect(await problems()).toEqual([]);
  const last = await log().findOne({ seq: 4 });
  expect(await chain().head()).toEqual({ seq: 4, hash: last?.['hash'] as string });
});

it('holds when many are written at the same time', async () => {
  await record(1);
  await Promise.all(Array.from({ length: 8 }, () => record(1)));
  expect(await problems()).toEqual([]);
  expect((await chain().head())?.seq).toBe(9);
});

it.each<[string, () => Promise<unknown>, string]>([
  ['a changed value', () => log().updateOne({ seq: 2 }, { $set: { 'after.ros': 0.3 } }), 'record 2 was changed'],
  [
    'another actor',
    () => log().updateOne({ seq: 2 }, { $set: { 'actor.email': 'eve@example.com' } }),
    'record 2 was changed',
  ],
  ['another time', () => log().updateOne({ seq: 4 }, { $set: { at: new Date(0) } }), 'record 4 was changed'],
  ['a record taken out', () => log().deleteOne({ seq: 2 }), 'record 2 was taken away'],
  ['the first taken away', () => log().deleteOne({ seq: 1 }), 'record 1 was taken away'],
  ['the last taken away', () => log().deleteOne({ seq: 4 }), 'records 4 to 4 were taken away'],
  ['all taken away', () => log().deleteMany({}), 'records 1 to 4 were taken away'],
  [
    'one added beside',
    () => log().insertOne({ action: 'x', at: new Date(), _id: new Types.ObjectId() }),
    '1 record stands outside of the chain; there were 0 when it began',
  ],
  [
    'one added at the end',
    async () => log().insertOne({ ...(await log().findOne({ seq: 4 })), _id: new Types.ObjectId(), seq: 5 }),
    'record 5 does not stand on the one before',
  ],
  [
    'the head taken away',
    () => connection.collection(COLLECTIONS.auditHeads).deleteMany({}),
    'the head of the chain was taken away',
  ],
])('%s is seen', async (_, tamper, told) => {
  await record(4);
  await tamper();
  expect(await problems()).toContain(told);
});

it('leaves records from before there was a chain as they are, and sees when one of them goes', async () => {
  await log().insertMany([1, 2].map((count) => ({ action: 'old', at: new Date(count) })));
  await record(2);
  expect(await problems()).toEqual([]);
  await log().deleteOne({ action: 'old' });
  expect(await problems()).toEqual(['1 record stands outside of the chain; there were 2 when it began']);
});

it('can be asked by date, actor, action and target', async () => {
  const token = await api.signIn(await api.person({ role: 'admin' }));
  await record(3);
  const ask = async (query: string): Promise<unknown[]> => {
    const { body }: HttpAnswer = await api.call('GET', `/admin/audit-log?${query}`, { token });
    return (body.data?.['entries'] as { seq: number; action: string; date: string }[]).map(({ date }) => date);
  };
  expect(await ask('date=2026-02-02')).toEqual(['2026-02-02']);
  expect(await ask('target=2026-02-03/slot-1')).toEqual(['2026-02-03']);
  expect(await ask('actor=ann@example.com&action=day.queue&limit=2')).toEqual(['2026-02-03', '2026-02-02']);
  expect(await ask('actor=admin-1&date=2026-02-01')).toEqual(['2026-02-01']);
  expect(await ask('actor=keeper')).toEqual([]);
});
