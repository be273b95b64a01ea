import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Types, type mongo } from 'mongoose';
import { AlertStore } from '#lib/alerts';
import { COLLECTIONS } from '#lib/database';
import { CloseSlots, linkHash, type Link, type Receipt } from '#lib/receipts';
import { Reconciliation, type Difference } from '#lib/reconciliation';
import { CommandRun } from '../../integration/cli/command-run.js';
import { aStake, usdt } from '../../support/builders.js';
import { codeOf } from '../../support/document-code.js';
import { allClosed } from '../../support/forget-proofs.js';
import { until } from '../../support/until.js';
import type { HttpAnswer, Person } from '../../support/api-harness.js';
import { ApiPlatform, DAYS, day } from './api-platform.js';

type Items = Record<string, unknown>[];
type Name = keyof typeof COLLECTIONS;

describe('receipts', () => {
  let platform: ApiPlatform;
  let user: Person;
  let token: string;
  let folder: string;
  let slotIds: Types.ObjectId[];
  beforeAll(async () => {
    platform = await ApiPlatform.start();
    await platform.startWorker();
    folder = await mkdtemp(join(tmpdir(), 'receipts-'));
    user = await platform.api.person();
    token = await platform.api.signIn(user);
    await of('users').updateMany({}, { $set: { 'wallets.earnings': usdt('0') } });
    await of('stakes').insertMany(Array.from({ length: 5 }, () => aStake({ _id: user.id })));
    for (let index = 0; index < 3; index += 1) await platform.stake(await platform.user({ rank: 'Finance Titan' }));
    await of('stakes').insertOne(aStake({ _id: user.id }, { amount: 'many' }));
    const at = (ms: number): string => new Date(Date.now() + ms).toISOString();
    const queued = await platform.change('POST', `${DAYS}/today/queue`, {
      ...{ multiSlotEnabled: true, premiumPoolAmount: 3, performancePoolAmount: 0 },
      distributionSlots: [
        { slotNumber: 1, rosPercentage: 0.5, scheduledFor: at(100) },
        { slotNumber: 2, rosPercentage: 1, scheduledFor: at(60_000) },
      ],
    });
    expect(queued.status).toBe(200);
    await until('the first slot is closed', async () => (await proofs()).length === 1);
    // What has ended before the chain begins needs no link.
    const now = await platform.change('PATCH', `${DAYS}/today/queue/2`, { scheduledFor: at(0) });
    expect(now.status).toBe(200);
    await platform.todayIs('COMPLETED');
    await allClosed(platform.api.connection);
    slotIds = (await of('distributions').find().sort({ slotNumber: 1 }).toArray()).map(({ _id }) => _id);
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
    await platform.stop();
  });

  const of = (name: Name) => platform.api.connection.collection(COLLECTIONS[name]);
  const proofs = async (query = ''): Promise<Items> =>
    (await platform.get(`/admin/proofs${query}`)).body.data?.['proofs'] as Items;
  const slotDetail = async (number: number): Promise<Record<string, unknown>> =>
    (await platform.get(`${DAYS}/${day()}/slots/${number}`)).body.data!;
  const anEntry = async (userId: Types.ObjectId): Promise<mongo.Document> =>
    (await of('transactions').findOne({ userId, distributionId: slotIds[0]! }))!;
  const ask = (id: unknown, path = '/me'): Promise<HttpAnswer> =>
    platform.api.call('GET', `${path}/transactions/${String(id)}/receipt`, {
      token: path === '/me' ? token : platform.token,
    });

  it('every slot is closed: a link for each, on the one before and on the audit log', async () => {
    const links = await proofs();
    expect(links.map(({ seq, key, round, entries }) => [seq, key, round, entries])).toEqual([
      [1, `${day()}/slot-1`, 1, 8],
      [2, `${day()}/slot-2`, 1, 11],
    ]);
    const [first, second] = links as [Items[0], Items[0]];
    expect([first['prevHash'], second['prevHash']]).toEqual(['0'.repeat(64), first['hash']]);
    const { hash, date, ...link } = second;
    expect([date, linkHash(link as unknown as Link)]).toEqual([day(), hash]);
    const anchor = second['audit'] as { seq: number; hash: string };
    expect(await of('auditLog').findOne({ seq: anchor.seq })).toMatchObject({ hash: anchor.hash });
    expect((await slotDetail(2))['receipt']).toMatchObject({ seq: 2, entries: 11, root: second['root'], hash });
    expect(await slotDetail(2)).not.toHaveProperty('distributionId');
  });

  it('are listed by date, page by page', async () => {
    const { body } = await platform.get(`/admin/proofs?from=${day()}&to=${day()}&limit=1`);
    expect(body.meta).toMatchObject({ from: day(), to: day(), count: 1 });
    const next = await proofs(`?limit=1&cursor=${String(body.meta?.['nextCursor'])}`);
    expect(next.map(({ seq }) => seq)).toEqual([2]);
    expect(await proofs(`?from=${day(-5)}&to=${day(-1)}`)).toEqual([]);
    for (const query of ['?cursor=x', `?from=${day(1)}&to=${day()}`, '?from=x', `?from=${day(-366)}`]) {
      expect((await platform.get(`/admin/proofs${query}`)).status).toBe(400);
    }
  });

  it('the newest link is told in metrics and in alerts', async () => {
    const [, newest] = await proofs();
    const metrics = await platform.api.call('GET', '//metrics');
    expect(metrics.text).toContain(`ddr_proof_head_info{seq="2",hash="${String(newest!['hash'])}"} 1`);
    const finding = {
      rule: 'SLOT_FAILED',
      key: 'for-this-test',
      message: 'x',
      date: null,
      slotNumber: null,
      facts: {},
    };
    const store = platform.api.app.get(AlertStore, { strict: false });
    await store.raise([finding as never], new Date());
    const { body } = await platform.get('/admin/alerts?rule=SLOT_FAILED');
    const [alert] = body.data?.['alerts'] as Items;
    expect(alert?.['proof']).toEqual({ seq: 2, hash: newest!['hash'] });
  });

  it('of an own payout lead from the entry to the root of its slot; others have none', async () => {
    const entry = await anEntry(user.id);
    const { status, body } = await ask(entry['_id']);
    expect(status).toBe(200);
    const receipt = body.data as unknown as Receipt;
    expect(receipt.entry).toMatchObject({ _id: String(entry['_id']), amount: '0.5', type: 'ROI_EARNED' });
    const [link] = await proofs();
    expect([receipt.root, receipt.linkHash]).toEqual([link!['root'], link!['hash']]);

    const foreign = (await of('transactions').findOne({ userId: { $ne: user.id } }))!;
    expect([(await ask(foreign['_id'])).status, (await ask(new Types.ObjectId())).status]).toEqual([404, 404]);
    expect((await ask('x')).status).toBe(400);
    expect((await ask(foreign['_id'], '/admin')).status).toBe(200);
    const later = new Date(Date.now() + 3_600_000);
    await of('distributions').updateOne({ _id: slotIds[0]! }, { $set: { proofDue: later } });
    const early = await ask(entry['_id']);
    const closing = (await slotDetail(1))['closing'];
    await of('distributions').updateOne({ _id: slotIds[0]! }, { $unset: { proofDue: '' } });
    expect([early.status, early.body.error?.code, closing]).toEqual([409, 'SLOT_NOT_CLOSED', true]);
    expect((await slotDetail(1))['closing']).toBe(false);
  });

  it('are checked without a database, by the command and by the lines of the document', async () => {
    const { verify } = codeOf<{ verify: (receipt: Receipt, hash: string) => boolean }>('docs/receipts.md').functions;
    const answered = await ask((await anEntry(user.id))['_id']);
    const receipt = answered.body.data as unknown as Receipt;
    const file = join(folder, 'receipt.json');
    const check = async (content: unknown, root: string): Promise<[number | null, string]> => {
      await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
      const run = new CommandRun('verify', ['--receipt', file, '--root', root], { MONGODB_URI: '', REDIS_URL: '' });
      return [await run.ended(), run.stdout + run.stderr];
    };
    const { root, linkHash: hash, entry, link, path } = receipt;
    expect(await check(answered.text, root)).toEqual([0, expect.stringContaining(`${day()}/slot-1`)]);
    expect((await check(receipt, hash))[0]).toBe(0);
    const richer = { ...receipt, entry: { ...entry, amount: '5' } };
    expect(await check(richer, root)).toEqual([1, expect.stringContaining('hashed to another leaf')]);
    expect(await check({ ...receipt, link: { ...link, entries: 9 } }, root)).toEqual([
      1,
      expect.stringContaining('link'),
    ]);
    expect(await check(receipt, '0'.repeat(64))).toEqual([1, expect.stringContaining('neither the root')]);
    expect(await check('[]', root)).toEqual([1, expect.stringContaining('no receipt')]);
    expect((await check(receipt, 'abc'))[0]).toBe(2);
    expect([verify(receipt, root), verify(receipt, hash), verify(richer, root)]).toEqual([true, true, false]);
    expect(verify({ ...receipt, path: path.slice(1) }, root)).toBe(false);
  });

  it('a slot that is retried has one link more, and its receipts are of the newest', async () => {
    await of('stakes').updateOne({ amount: 'many' }, { $set: { amount: usdt('100') } });
    const retried = await platform.change('POST', `${DAYS}/${day()}/slots/1/retry`);
    expect(retried.status).toBe(200);
    await allClosed(platform.api.connection);
    const links = await proofs();
    expect(links.map(({ seq, round, entries }) => [seq, round, entries])).toEqual([
      [1, 1, 8],
      [2, 1, 11],
      [3, 2, 9],
    ]);
    const receipt = (await ask((await anEntry(user.id))['_id'])).body.data as unknown as Receipt;
    expect(receipt.link.seq).toBe(3);
    expect(await of('proofBlocks').countDocuments({ distributionId: slotIds[0]! })).toBe(1);
  });

  it('several that close at once write each link once, on the one before', async () => {
    const closers = platform.api.app.get(CloseSlots, { strict: false });
    for (let round = 10; round < 14; round += 1) {
      await of('distributions').updateMany({}, { $set: { proofDue: new Date(0), attempts: round } });
      await Promise.all([closers.closeDue(), closers.closeDue(), closers.closeDue()]);
      await allClosed(platform.api.connection);
    }
    // One that was written already, as if the mark had come back with a backup.
    await of('distributions').updateMany({}, { $set: { proofDue: new Date(0) } });
    await allClosed(platform.api.connection);
    const links = await proofs();
    expect(links.map(({ seq }) => seq)).toEqual(Array.from({ length: 3 + 8 }, (_, index) => index + 1));
    links.slice(1).forEach(({ prevHash }, index) => expect(prevHash).toBe(links[index]!['hash']));
    await of('distributions').updateOne({ _id: slotIds[0]! }, { $set: { attempts: 2 } });
    await of('distributions').updateOne({ _id: slotIds[1]! }, { $set: { attempts: 1 } });
  });

  describe('the reconciliation names', () => {
    const found = async (whole = true): Promise<readonly Difference[]> => {
      const reconciliation = platform.api.app.get(Reconciliation, { strict: false });
      const { checks } = await reconciliation.check(day(), { whole });
      return checks.find(({ id }) => id === 'I9')!.differences;
    };
    const told = async (whole = true): Promise<string[]> =>
      (await found(whole)).map(({ what, ids, actual }) => `${what} [${ids['entryId'] ?? ''}] ${actual}`);

    /** Changes some documents, looks, and puts the collection back as it was. */
    async function broken(name: Name, change: () => Promise<unknown>): Promise<string[]> {
      const before = await of(name).find().toArray();
      await change();
      try {
        return await told();
      } finally {
        await of(name).deleteMany({});
        await of(name).insertMany(before);
      }
    }

    it('nothing where nothing was changed, in the whole and for the day', async () => {
      expect([await told(), await told(false)]).toEqual([[], []]);
    });

    it.each([
      ['amount', usdt('0.500001')],
      ['description', 'another'],
      ['userId', new Types.ObjectId('f'.repeat(24))],
    ])('an entry whose %s was changed', async (field, value) => {
      const _id = (await anEntry(user.id))['_id'] as Types.ObjectId;
      const change = (): Promise<unknown> => of('transactions').updateOne({ _id }, { $set: { [field]: value } });
      expect(await broken('transactions', change)).toEqual([
        `an entry of ${day()}/slot-1 was changed since it was closed [${String(_id)}] changed`,
      ]);
    });

    it('an entry that was added, and one that was taken away; there is no receipt then', async () => {
      const entry = await anEntry(user.id);
      const _id = new Types.ObjectId();
      const add = async (): Promise<unknown> => {
        await of('transactions').insertOne({ ...entry, _id, subjectId: new Types.ObjectId() });
        expect((await ask(entry['_id'])).body.error?.code).toBe('LEDGER_CHANGED');
        return null;
      };
      expect(await broken('transactions', add)).toEqual([
        `an entry of ${day()}/slot-1 was added since it was closed [${String(_id)}] added`,
      ]);
      const takeAway = (): Promise<unknown> => of('transactions').deleteOne({ _id: entry['_id'] as Types.ObjectId });
      expect(await broken('transactions', takeAway)).toEqual([
        `an entry of ${day()}/slot-1 was taken away since it was closed [${String(entry['_id'])}] no such entry`,
      ]);
    });

    it('a slot that says something else, and one that was taken away', async () => {
      const change = (): Promise<unknown> =>
        of('distributions').updateOne(
          { _id: slotIds[1]! },
          { $set: { totalDistributed: usdt('1'), usersProcessed: 9 } },
        );
      expect(await broken('distributions', change)).toEqual([
        `what ${day()}/slot-2 says was changed since it was closed [] usersProcessed 9, totalDistributed "1"`,
      ]);
      expect(await broken('distributions', () => of('distributions').deleteOne({ _id: slotIds[1]! }))).toEqual([
        `${day()}/slot-2 was taken away since it was closed [] no such slot`,
      ]);
    });

    it('links that were changed, taken away, or that a slot lacks', async () => {
      const change = (): Promise<unknown> => of('proofs').updateOne({ seq: 4 }, { $set: { entries: 77 } });
      expect(await broken('proofs', change)).toEqual([expect.stringMatching(/^link 4 .* changed$/)]);
      expect(await broken('proofs', () => of('proofs').deleteOne({ seq: 5 }))).toEqual([
        expect.stringMatching(/^link 6 .* link 5 was taken away$/),
      ]);
      expect(await broken('proofs', () => of('proofs').deleteMany({ seq: { $gt: 9 } }))).toEqual(
        expect.arrayContaining([expect.stringMatching(/^the end of the chain .* links 10 to 11 were taken away$/)]),
      );
      const forgotten = await broken('proofs', () => of('proofs').deleteMany({ distributionId: slotIds[1]! }));
      expect(forgotten).toContain(`${day()}/slot-2 has ended, and no link of the chain is of it [] none`);
    });

    it('records of the audit log that were changed, added or taken away, also when the hashes were made anew', async () => {
      const change = (): Promise<unknown> => of('auditLog').updateOne({ seq: 1 }, { $set: { address: '10.0.0.1' } });
      expect(await broken('auditLog', change)).toEqual(['the audit log [] record 1 was changed']);
      expect(await broken('auditLog', () => of('auditLog').deleteOne({ seq: 2 }))).toContain(
        'the audit log [] record 2 was taken away',
      );
      const add = async (): Promise<unknown> => {
        const { _id, seq, hash, prevHash, ...record } = (await of('auditLog').findOne({ seq: 1 }))!;
        expect([_id, seq, hash, prevHash]).toHaveLength(4);
        return of('auditLog').insertOne(record);
      };
      expect(await broken('auditLog', add)).toEqual([expect.stringContaining('1 record stands outside of the chain')]);
      const anchored = Number(((await proofs())[0]!['audit'] as Items[0])['seq']);
      const remake = (): Promise<unknown> =>
        of('auditLog').updateOne({ seq: anchored }, { $set: { hash: 'f'.repeat(64) } });
      expect(await broken('auditLog', remake)).toContainEqual(
        expect.stringContaining(`record ${anchored} of the audit log, on which link 1 stands`),
      );
    });

    it('for the day alone what the day wrote', async () => {
      await until('nothing is due', async () => (await told(false)).length === 0);
      await of('auditLog').updateOne({ seq: 1 }, { $set: { address: '10.0.0.1' } });
      expect(await told(false)).toEqual(['the audit log [] record 1 was changed']);
      await of('auditLog').updateOne({ seq: 1 }, { $set: { address: '127.0.0.1' } });
    });
  });
});
