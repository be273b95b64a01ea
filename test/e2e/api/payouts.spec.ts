import type { Server, ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { jest } from '@jest/globals';
import { Types } from 'mongoose';
import { COLLECTIONS } from '#lib/database';
import { DayEntries } from '#lib/slots';
import type { HttpAnswer } from '../../support/api-harness.js';
import { aStake, aUser, usdt } from '../../support/builders.js';
import { until } from '../../support/until.js';
import { ApiPlatform, DAYS, day } from './api-platform.js';

type Items = Record<string, unknown>[];

const MANY = 20_000;
/** Characters of each one's text, so that all together are some times what a kernel holds for a client that does not read. */
const TEXT = 2_000;
const CSV = { accept: 'text/csv' };

describe('every entry of a day, and what days have paid', () => {
  let platform: ApiPlatform;
  let users: Types.ObjectId[];
  let slotIds: Types.ObjectId[];
  beforeAll(async () => {
    platform = await ApiPlatform.start();
    await platform.startWorker();
    const { connection } = platform.api;
    const people = Array.from({ length: 7 }, () => aUser({ rank: 'Finance Titan' }));
    users = people.map(({ _id }) => _id);
    const stakes = people.flatMap((user) => Array.from({ length: 3 }, () => aStake(user)));
    await connection.collection(COLLECTIONS.users).insertMany(people);
    await connection.collection(COLLECTIONS.stakes).insertMany([...stakes, aStake({ _id: new Types.ObjectId() })]);
    const at = (ms: number): string => new Date(Date.now() + ms).toISOString();
    const queued = await platform.change('POST', `${DAYS}/today/queue`, {
      ...{ multiSlotEnabled: true, premiumPoolAmount: 70, performancePoolAmount: 7 },
      distributionSlots: [
        { slotNumber: 1, rosPercentage: 0.5, scheduledFor: at(100) },
        { slotNumber: 2, rosPercentage: 1, scheduledFor: at(200) },
      ],
    });
    expect(queued.status).toBe(200);
    await platform.todayIs('COMPLETED');
    const slots = await connection.collection(COLLECTIONS.distributions).find().sort({ slotNumber: 1 }).toArray();
    slotIds = slots.map(({ _id }) => _id);
  });
  afterAll(() => platform.stop());
  afterEach(() => jest.restoreAllMocks());

  const path = (query = ''): string => `${DAYS}/${day()}/payouts${query}`;
  const payoutsOf = ({ body }: HttpAnswer): Items => body.data?.['payouts'] as Items;
  const ask = (query: string, headers: Record<string, string> = {}): Promise<HttpAnswer> =>
    platform.api.call('GET', path(query), { token: platform.token, headers });
  const sum = (items: Items): number => items.reduce((total, { amount }) => total + Number(amount), 0);

  async function everyPage(query: string): Promise<Items> {
    const all: Items = [];
    let cursor = '' as string | null;
    while (cursor !== null) {
      const answer = await ask(`?limit=4${query}${cursor === '' ? '' : `&cursor=${cursor}`}`);
      expect(answer.status).toBe(200);
      all.push(...payoutsOf(answer));
      cursor = answer.body.meta?.['nextCursor'] as string | null;
    }
    return all;
  }

  it('page by page: each once, slot after slot', async () => {
    const all = await everyPage('');
    expect(all).toHaveLength(21 + 21 + 14);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(all.map(({ slotNumber }) => slotNumber)).toEqual(
      Array.from({ length: 56 }, (_, index) => (index < 21 ? 1 : 2)),
    );
    expect(sum(all)).toBeCloseTo(21 * 0.5 + 21 + 77, 6);
    expect(all[0]).toMatchObject({
      ...{ key: `${day()}/slot-1`, type: 'ROI_EARNED', description: 'Daily ROS Payout - Slot 1' },
      ...{ userId: users[0]!.toHexString(), amount: 0.5, rosPercentage: 0.5, status: 'Completed' },
    });
  });

  it('by slot, type and user, each alone and together, in pages and in a file alike', async () => {
    const user = users[3]!.toHexString();
    for (const [query, count] of [
      ['&slotNumber=1', 21],
      ['&type=ROI_EARNED', 42],
      ['&type=PREMIUM_POOL', 7],
      ['&type=ROI_REVERSAL', 0],
      [`&userId=${user}`, 8],
      [`&userId=${user}&slotNumber=2`, 5],
      [`&userId=${user}&slotNumber=2&type=PERFORMANCE_POOL`, 1],
      ['&slotNumber=7', 0],
    ] as const) {
      const paged = await everyPage(query);
      expect([query, paged.length]).toEqual([query, count]);
      const file = await ask(`?${query.slice(1)}`, { accept: 'application/x-ndjson' });
      const lines = file.text.split('\n').filter((line) => line !== '');
      expect(lines.map((line): unknown => JSON.parse(line))).toEqual(paged);
    }
  });

  it('as CSV, with a name for the file; with a ticket a link opens it', async () => {
    const csv = await ask('', CSV);
    expect([csv.status, csv.headers.get('content-type'), csv.headers.get('content-disposition')]).toEqual([
      200,
      'text/csv; charset=utf-8',
      `attachment; filename="payouts-${day()}.csv"`,
    ]);
    expect(csv.headers.get('cache-control')).toBe('no-store');
    const lines = csv.text.split('\r\n');
    expect([lines.length, lines[0], lines.at(-1)]).toEqual([
      1 + 56 + 1,
      'id,slotNumber,key,type,description,userId,stakeId,amount,rosPercentage,status,createdAt',
      '',
    ]);
    const ticket = async (): Promise<string> => {
      const { body } = await platform.api.call('POST', '/auth/ticket', { token: platform.token });
      return String(body.data?.['ticket']);
    };
    const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
    const opened = await platform.api.call('GET', path(`?format=csv&ticket=${await ticket()}`), { headers: browser });
    expect([opened.status, opened.text]).toEqual([200, csv.text]);
    const used = await ticket();
    const failures = `${DAYS}/${day()}/failures?format=csv&ticket=${used}`;
    expect((await platform.api.call('GET', failures)).headers.get('content-disposition')).toContain('failures-');
    expect((await platform.api.call('GET', failures)).status).toBe(401);
  });

  it('a day without any, in every format', async () => {
    const empty = `${DAYS}/${day(5)}/payouts`;
    expect(payoutsOf(await platform.get(empty))).toEqual([]);
    expect((await platform.get(`${empty}?format=csv`)).text).toMatch(/^id,[\w,]+\r\n$/);
    expect((await platform.get(`${empty}?format=ndjson`)).text).toBe('');
  });

  it.each([
    ['slotNumber=0', 400, 'slotNumber'],
    ['slotNumber=101', 400, 'slotNumber'],
    ['type=DEPOSIT', 400, 'type'],
    ['userId=ann', 400, 'userId'],
    ['format=xml', 400, 'format'],
    ['cursor=x', 400, 'cursor'],
    [`cursor=${Array(3).fill('f'.repeat(24)).join('-')}`, 400, 'cursor'],
    ['limit=101', 400, 'limit'],
    ['ticket=%20', 400, 'ticket'],
  ])('refuses %s', async (query, status, field) => {
    const answer = await ask(`?${query}`);
    expect([answer.status, answer.body.error?.details?.[0]?.field]).toEqual([status, field]);
  });

  it('says what it can be answered as when Accept takes none of it', async () => {
    for (const address of [path(), `${DAYS}/${day()}/failures`, '/admin/reports/daily']) {
      const headers = { accept: 'application/pdf' };
      const refused = await platform.api.call('GET', address, { token: platform.token, headers });
      expect([refused.status, refused.body.error?.code]).toEqual([406, 'NOT_ACCEPTABLE']);
      expect(refused.body.message).toContain('text/csv');
    }
  });

  it('what others wrote into a record is run by no spreadsheet, and amounts stay numbers', async () => {
    const transactions = platform.api.connection.collection(COLLECTIONS.transactions);
    const [first, second] = await transactions.find({ distributionId: slotIds[0]! }).sort({ userId: 1 }).toArray();
    const before = first!['description'] as string;
    const evil = '=HYPERLINK("http://x","a")';
    await transactions.updateOne({ _id: first!._id }, { $set: { description: evil } });
    await transactions.updateOne({ _id: second!._id }, { $set: { amount: usdt('-0.5') } });
    try {
      const lines = (await ask('?slotNumber=1', CSV)).text.split('\r\n');
      expect(lines.filter((line) => line.includes(`,"'=HYPERLINK(""http://x"",""a"")",`))).toHaveLength(1);
      expect(lines.filter((line) => line.includes(',-0.5,'))).toHaveLength(1);
      expect(lines.filter((line) => /(^|,)"?[=+@\t]/.test(line))).toEqual([]);
    } finally {
      await transactions.updateOne({ _id: first!._id }, { $set: { description: before } });
      await transactions.updateOne({ _id: second!._id }, { $set: { amount: usdt('0.5') } });
    }
  });

  describe('of days', () => {
    const daily = (query = ''): Promise<HttpAnswer> => platform.get(`/admin/reports/daily${query}`);

    it('tells stakes, users, ROS, pools, failures, reversals and lateness', async () => {
      const { connection } = platform.api;
      const { body } = await daily(`?from=${day(-1)}&to=${day()}`);
      expect(body.meta).toEqual({ from: day(-1), to: day(), count: 2 });
      const [nothing, today] = body.data?.['days'] as Items;
      expect(nothing).toMatchObject({ date: day(-1), status: 'NOT_QUEUED', slots: 0, paid: 0, latenessMs: null });
      expect(today).toMatchObject({
        ...{ date: day(), status: 'COMPLETED', slots: 2, stakes: 42, users: 7, ros: 31.5 },
        ...{ premiumPool: 70, performancePool: 7, paid: 108.5, failures: 2, reversals: 0, reversed: 0 },
      });
      const late = await connection.collection(COLLECTIONS.distributions).find().toArray();
      const lateness = late.map(({ startedAt, scheduledFor }) => Number(startedAt) - Number(scheduledFor));
      expect(today!['latenessMs']).toBe(Math.max(...lateness));
    });

    it('counts what was taken back', async () => {
      const { connection } = platform.api;
      const reversal = (type: string, amount: string) => ({
        ...{
          userId: users[0],
          distributionId: slotIds[0],
          subjectId: new Types.ObjectId(),
          type,
          amount: usdt(amount),
        },
        ...{ distributionDate: day(), slotNumber: 1, status: 'Completed', createdAt: new Date() },
      });
      const distributions = connection.collection(COLLECTIONS.distributions);
      const transactions = connection.collection(COLLECTIONS.transactions);
      await distributions.updateOne({ _id: slotIds[0]! }, { $set: { 'run.kind': 'reversal' } });
      await transactions.insertMany([
        reversal('ROI_REVERSAL', '-0.5'),
        reversal('PREMIUM_POOL_REVERSAL', '-10'),
        reversal('PERFORMANCE_POOL_REVERSAL', '-0.000001'),
      ]);
      const [today] = (await daily(`?from=${day()}`)).body.data?.['days'] as Items;
      expect(today).toMatchObject({ reversals: 3, reversed: -10.500001 });
      expect((await everyPage('&type=ROI_REVERSAL')).map(({ amount }) => amount)).toEqual([-0.5]);
      await transactions.deleteMany({ type: /_REVERSAL$/ });
      await distributions.updateOne({ _id: slotIds[0]! }, { $set: { 'run.kind': 'schedule' } });
    });

    it('as CSV and NDJSON, at most 366 days', async () => {
      const csv = await daily(`?from=${day(-365)}&format=csv`);
      expect(csv.headers.get('content-disposition')).toBe(`attachment; filename="daily-${day(-365)}-${day()}.csv"`);
      const lines = csv.text.trim().split('\r\n');
      expect([lines.length, lines[0]?.split(',').slice(0, 3), lines.at(-1)?.split(',')[0]]).toEqual([
        367,
        ['date', 'status', 'slots'],
        day(),
      ]);
      expect((await daily('?format=ndjson')).text.trim().split('\n')).toHaveLength(31);
      for (const [query, field] of [
        [`?from=${day(-366)}`, 'to'],
        [`?from=${day(1)}`, 'to'],
        ['?from=2026-02-30', 'from'],
        ['?to=yesterday', 'to'],
      ] as const) {
        const refused = await daily(query);
        expect([refused.status, refused.body.error?.details?.[0]?.field]).toEqual([400, field]);
      }
    });
  });

  describe(`of ${MANY} entries`, () => {
    beforeAll(async () => {
      const transactions = platform.api.connection.collection(COLLECTIONS.transactions);
      for (let first = 0; first < MANY; first += 5_000) {
        await transactions.insertMany(
          Array.from({ length: 5_000 }, (_, index) => ({
            ...{ userId: new Types.ObjectId(), stakeId: new Types.ObjectId(), subjectId: new Types.ObjectId() },
            ...{ type: 'ROI_EARNED', amount: usdt('0.25'), status: 'Completed', distributionId: slotIds[1] },
            ...{ distributionDate: day(), slotNumber: 2, description: `${first + index} `.padEnd(TEXT, 'x') },
            ...{ metadata: { slotNumber: 2 }, createdAt: new Date() },
          })),
        );
      }
    });

    /** Entries that the API has read for a file, whether it still reads, and the answer that it writes. */
    interface Counted {
      read: number;
      ended: boolean;
      answer: ServerResponse | null;
    }

    function counted(): Counted {
      jest.restoreAllMocks();
      const counts: Counted = { read: 0, ended: false, answer: null };
      const server: Server = platform.api.app.getHttpServer();
      server.once('request', (_, answer) => (counts.answer = answer));
      const entries = platform.api.app.get(DayEntries, { strict: false });
      const all = entries.all.bind(entries);
      jest.spyOn(entries, 'all').mockImplementation(async function* (...asked) {
        try {
          for await (const batch of all(...asked)) {
            counts.read += batch.length;
            yield batch;
          }
        } finally {
          counts.ended = true;
        }
      });
      return counts;
    }

    /** A client that asks and reads nothing of the answer until it is told to. */
    function slowReader(): Socket {
      const { hostname, port } = new URL(platform.api.url);
      const socket = connect({ host: hostname, port: Number(port) });
      socket.on('error', () => undefined);
      socket.pause();
      socket.write(
        `GET /api/v1${path('?format=ndjson')} HTTP/1.1\r\nHost: ${hostname}\r\n` +
          `Authorization: Bearer ${platform.token}\r\nConnection: close\r\n\r\n`,
      );
      return socket;
    }

    /** @returns how many have been read once the client's side is full: the answer waits, and goes on waiting. */
    async function standsStill(counts: Counted): Promise<number> {
      let before = -1;
      return until(
        'nothing more is read',
        () => {
          const now = counts.answer?.writableNeedDrain ? counts.read : -1;
          if (now > 0 && now === before) return now;
          before = now;
          return null;
        },
        { everyMs: 400 },
      );
    }

    it('reads no further than the client takes, gives it all in the end', async () => {
      const counts = counted();
      const socket = slowReader();
      const held = await standsStill(counts);
      expect(held).toBeLessThan(MANY / 2);
      let text = '';
      socket.setEncoding('utf8');
      for await (const part of socket) text += String(part);
      expect(text.match(/"id":"[0-9a-f]{24}"/g)).toHaveLength(MANY + 56);
      expect(new Set(text.match(/"id":"[0-9a-f]{24}"/g)).size).toBe(MANY + 56);
      expect(counts).toMatchObject({ read: MANY + 56, ended: true });
    });

    it('ends when its client goes, and when its session ends', async () => {
      const gone = counted();
      const client = slowReader();
      const held = await standsStill(gone);
      client.destroy();
      await until('reading has ended', () => gone.ended);
      expect(gone.read).toBeLessThan(held + 3_000);

      const out = counted();
      const other = slowReader();
      await standsStill(out);
      await platform.api.connection
        .collection(COLLECTIONS.users)
        .updateOne({ _id: platform.admin.id }, { $set: { role: 'user' } });
      await until('reading has ended', () => out.ended);
      other.destroy();
      expect(out.read).toBeLessThan(MANY);
      await platform.api.connection
        .collection(COLLECTIONS.users)
        .updateOne({ _id: platform.admin.id }, { $set: { role: 'admin' } });
    });
  });
});
