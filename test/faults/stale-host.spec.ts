import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { Credentials } from '#lib/auth';
import { addDays, type CalendarDate } from '#lib/calendar';
import { COLLECTIONS } from '#lib/database';
import { startMongo, type LocalService } from '#lib/local-services';
import { Caller, type ApiAnswer } from '../e2e/support/caller.js';
import { aStake, aUser, usdt } from '../support/builders.js';
import { MongoManners } from '../support/manners.js';
import { Platform } from '../support/platform.js';
import { until } from '../support/until.js';

const ROOT = process.env['PRODUCT_ROOT'] ?? process.cwd();
const DAYS = '/admin/daily-declaration-returns';
const ADMIN = { email: 'ann@example.com', password: 'correct horse battery staple' };
const BARE = 'bare';
/** What a driver asks of every member that it knows, to see which one is the primary. */
const LOOKS: readonly string[] = ['hello', 'isMaster', 'ping'];

/** All that a URI may say against money and is not refused for. */
const CARELESS = [
  'readPreference=secondaryPreferred',
  'maxStalenessSeconds=86400',
  'readPreferenceTags=disk:old',
  'readPreferenceTags=',
  'localThresholdMS=60000',
  'readConcernLevel=local',
  'w=1',
  'journal=false',
  'wtimeoutMS=1',
  'retryReads=false',
].join('&');

describe('a MongoDB whose second host answers from before the day was queued', () => {
  let mongo: LocalService;
  let platform: Platform;
  let manners: MongoManners;
  let bare: MongoClient | null = null;
  beforeAll(async () => {
    mongo = await startMongo({ fromEnvironment: false });
  });
  beforeEach(async () => {
    platform = await Platform.start('stale-host', { MONGODB_URI: mongo.uri, TWO_FA_ENFORCED: 'false' });
    manners = await MongoManners.of(platform.environment.MONGODB_URI);
  });
  afterEach(async () => {
    await bare?.close();
    await manners.close();
    await platform.stop();
  });
  afterAll(() => mongo.stop());

  it('is asked nothing, though the URI prefers secondaries: everybody is paid once, and every answer is true', async () => {
    await platform.populate({ users: 12, stakes: 24 });
    const owner = aUser({ role: 'admin', email: ADMIN.email, rank: 'Finance Titan' });
    const spoilt = aStake(owner, { amount: usdt('NaN') });
    await platform.insert('users', [owner]);
    await platform.insert('stakes', [aStake(owner), spoilt]);
    await platform.get(Credentials).create(null, { userId: owner._id, password: ADMIN.password });
    const MONGODB_URI = `${(await manners.staleHost()).uri}&${CARELESS}`;
    bare = await new MongoClient(MONGODB_URI, { appName: BARE }).connect();
    const worker = platform.worker({ environment: { MONGODB_URI } });
    const admin = await signedIn(await platform.api({ environment: { MONGODB_URI } }).ready());
    await worker.ready();

    good(await admin.post('/admin/cron/pause'));
    expect(good(await admin.get('/admin/cron/status'))).toMatchObject({ paused: true });
    const scheduledFor = new Date().toISOString();
    const day = {
      ...{ multiSlotEnabled: true, premiumPoolAmount: 100, performancePoolAmount: 50 },
      distributionSlots: [
        { slotNumber: 1, rosPercentage: 0.5, scheduledFor },
        { slotNumber: 2, rosPercentage: 0.4, scheduledFor },
      ],
    };
    const { today } = good(await admin.get(`${DAYS}/today/status`)) as { today: CalendarDate };
    expect(await due(admin, today)).toBe(25);
    good(await admin.post(`${DAYS}/today/queue`, day));
    expect(good(await admin.get(`${DAYS}/today/status`))).toMatchObject({
      status: 'PENDING',
      distributionSlots: [{ status: 'PENDING' }, { status: 'PENDING' }],
    });
    expect((await admin.post(`${DAYS}/today/queue`, day)).status).toBe(409);
    good(await admin.post('/admin/cron/resume'));
    const [first] = await platform.completed(2);
    expect(first).toMatchObject({ processedStakes: 25, errors: 1 });

    await platform.connection
      .collection(COLLECTIONS.stakes)
      .updateOne({ _id: spoilt._id }, { $set: { amount: usdt('100') } });
    good(await admin.post(`${DAYS}/${today}/retry`));
    await platform.seen('what was left is paid', async () =>
      (await platform.completed(2)).every(({ errors, run }) => errors === 0 && run.state === 'ENDED'),
    );

    const { entries } = await platform.books();
    const paid = entries.reduce((sum, { amount }) => sum + Number(String(amount)), 0);
    const status = good(await admin.get(`${DAYS}/today/status`)) as { totals: { paid: number } };
    expect(status).toMatchObject({ status: 'COMPLETED', distributionSlots: [{ errors: 0 }, { errors: 0 }] });
    expect(status.totals.paid).toBeCloseTo(paid, 6);
    expect((await csv(admin, `${DAYS}/${today}/payouts`)).trim().split('\n')).toHaveLength(1 + entries.length);
    expect(good(await admin.get(`${DAYS}/${today}/reconciliation`))).toMatchObject({ holds: true });
    const earned = entries.filter(({ userId }) => userId.equals(owner._id));
    const wallet = good(await admin.get('/me/wallet')) as { earnings: number };
    expect(wallet.earnings).toBeCloseTo(
      earned.reduce((sum, { amount }) => sum + Number(String(amount)), 0),
      6,
    );
    // The stake that was mended is due, which the second host does not know.
    expect(await due(admin, addDays(today, 1))).toBe(26);
    const environment = { ...platform.environment, MONGODB_URI };
    expect(await command('reconcile', ['--date', today], environment)).toMatchObject({ code: 0 });
    expect(await command('migrate', [], environment)).toMatchObject({ code: 0 });

    // The same URI without the product's options: the host is there, and old.
    const old = bare.db();
    await until('a bare client is answered by the second host', async () => {
      const slots = await old.collection(COLLECTIONS.distributions).countDocuments();
      return slots === 0;
    });
    expect(await old.collection(COLLECTIONS.stakes).countDocuments()).toBe(26);
    expect(await old.collection(COLLECTIONS.transactions).find().toArray()).toEqual([]);
    const before = await old.collection(COLLECTIONS.users).findOne({ _id: owner._id });
    expect(before).toMatchObject({ wallets: { earnings: usdt('0') } });

    const asked = await manners.staleNoMore();
    const ofProduct = asked.filter(({ appName }) => appName !== BARE);
    const found = ofProduct.map(({ appName }) => appName);
    expect(found).toEqual(expect.arrayContaining(['ddr-api', 'ddr-worker', 'ddr-command']));
    expect(ofProduct.filter(({ command }) => !LOOKS.includes(command))).toEqual([]);
    expect(asked.filter(({ command }) => !LOOKS.includes(command))).not.toEqual([]);
    expect(await platform.problems()).toEqual([]);
  });

  it.each(['readPreference=secondary', 'maxStalenessSeconds=120', 'readPreferenceTags=nodeType:ANALYTICS'])(
    'API, worker and commands start without it, whatever the URI prefers: %s',
    async (preference) => {
      const MONGODB_URI = `${platform.environment.MONGODB_URI}&${preference}`;
      const api = platform.api({ environment: { MONGODB_URI } });
      const worker = platform.worker({ environment: { MONGODB_URI } });
      await Promise.all([api.ready(), worker.ready()]);
      expect(await command('migrate', [], { ...platform.environment, MONGODB_URI })).toMatchObject({ code: 0 });
    },
  );
});

async function signedIn(port: number): Promise<Caller> {
  const url = `http://127.0.0.1:${port}`;
  const { accessToken } = good(await new Caller(url).post('/auth/login', ADMIN)) as { accessToken: string };
  return new Caller(url, accessToken);
}

function good({ status, body, text }: ApiAnswer): Record<string, unknown> {
  if (status !== 200) throw new Error(`${status}: ${text}`);
  return body.data ?? {};
}

/** How many stakes would be paid, were a day queued now. */
async function due(admin: Caller, date: CalendarDate): Promise<number> {
  const wish = { rosPercentage: 0.1, scheduledFor: '23:59:00' };
  const { distributionSlots } = good(await admin.post(`${DAYS}/${date}/preview`, wish)) as {
    distributionSlots: { ros: { stakes: number } }[];
  };
  return distributionSlots[0]?.ros.stakes ?? 0;
}

async function csv(caller: Caller, path: string): Promise<string> {
  const answer = await caller.send('GET', path, undefined, { accept: 'text/csv' });
  good(answer);
  return answer.text;
}

/** A command of the product, as `npm run` starts it. */
async function command(
  name: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<{ code: number | null; output: string }> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [join(ROOT, `dist/bin/${name}.js`), ...args], {
    env: { PATH, HOME, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}
