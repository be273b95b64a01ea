import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { MongoClient, ObjectId, type Db } from 'mongodb';
import { ownEnvironment } from '../../support/own-environment.js';
import { until } from '../../support/until.js';

const ADMIN = 'admin@example.com';
const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const MANY = ['--users', '3000', '--stakes', '60000'];
const FEW = ['--users', '10', '--stakes', '20'];

describe('a seed that was broken off', () => {
  const before = { ...process.env };
  let client: MongoClient;
  let db: Db;
  let environment: Record<string, string>;

  beforeAll(async () => {
    environment = { ...ownEnvironment('seed') };
    process.env = before;
    client = await MongoClient.connect(environment['MONGODB_URI'] ?? '');
    db = client.db();
  });

  beforeEach(async () => {
    for (const name of ['users', 'stakes', 'credentials', 'transactions']) await db.collection(name).deleteMany({});
  });

  afterAll(async () => {
    await db.dropDatabase();
    await client.close();
  });

  it('is written anew by the next one, in its own size', async () => {
    await breakOff();
    const { code, stderr } = await seed(...FEW);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: 'An earlier seed was broken off here: it is removed and written anew.\n',
    });
    await expectFew();
  });

  it('is written anew by npm start, too', async () => {
    await breakOff();
    expect((await seed('--if-empty', ...FEW)).code).toBe(0);
    await expectFew();
  });

  it('is left alone when other data are there, and says what to do', async () => {
    await breakOff();
    const _id = new ObjectId();
    await db.collection('users').insertOne({ _id, email: 'ann@example.com' });
    const stakes = await db.collection('stakes').countDocuments();
    for (const option of [[], ['--if-empty']]) {
      const { code, stderr } = await seed(...option, ...FEW);
      expect(code).toBe(1);
      expect(stderr).toContain('Drop that database if you do not need it, or give an empty one; then seed again.');
    }
    expect(await db.collection('stakes').countDocuments()).toBe(stakes);
    expect(await db.collection('users').countDocuments({ _id })).toBe(1);
  });

  it('is no seed that was finished', async () => {
    await seed(...FEW);
    const { code, stderr } = await seed('--users', '5', '--stakes', '5');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: 'This database was seeded before: nothing was changed.\n',
    });
    await expectFew();
  });

  it('tells only the sign-ins that still hold', async () => {
    await seed(...FEW);
    expect(JSON.parse((await seed('--json')).stdout)).toMatchObject({ admin: { email: ADMIN, totpSecret: SECRET } });
    const admin = await db.collection('users').findOne({ email: ADMIN });
    const user = await db.collection('credentials').findOne({ userId: { $ne: admin?._id } });
    // As if `npm run password -- --forget-2fa` had been run.
    const given = { $set: { passwordHash: user?.['passwordHash'] as string }, $unset: { totp: 1 } } as const;
    await db.collection('credentials').updateOne({ userId: admin?._id }, given);
    const again = JSON.parse((await seed('--json')).stdout) as { admin: object; user: { password: string } };
    expect(again.admin).toEqual({ email: ADMIN, password: null, totpSecret: null });
    expect(again.user.password).toBe('user-demo-password');
    expect((await seed()).stdout).toContain('changed since; npm run password sets another');
  });

  it('is not somebody else’s database', async () => {
    await db.collection('users').insertOne({ email: ADMIN });
    const { code, stderr } = await seed(...FEW);
    expect(code).toBe(1);
    expect(stderr).toContain('has users already. Give an empty one.');
    expect((await seed('--if-empty', ...FEW)).code).toBe(0);
    expect(await db.collection('users').countDocuments()).toBe(1);
  });

  async function expectFew(): Promise<void> {
    expect(await db.collection('users').countDocuments()).toBe(11);
    expect(await db.collection('stakes').countDocuments()).toBe(20);
    const users = await db.collection('users').find().toArray();
    const credentials = await db.collection('credentials').find().toArray();
    expect(new Set(credentials.map(({ userId }) => String(userId)))).toEqual(
      new Set(users.map(({ _id }) => String(_id))),
    );
    const admin = users.find(({ email }) => email === ADMIN);
    const ofAdmin = credentials.find(({ userId }) => String(userId) === String(admin?._id));
    expect(ofAdmin).toMatchObject({ totp: { enabled: true } });
  }

  /** A power cut while it writes stakes. */
  async function breakOff(): Promise<void> {
    const child = spawn(process.execPath, ['dist/bin/seed.js', ...MANY], { env: env(), stdio: 'ignore' });
    const gone = once(child, 'exit');
    await until('the seed to write stakes', async () => (await db.collection('stakes').findOne()) !== null, {
      everyMs: 5,
    });
    child.kill('SIGKILL');
    await gone;
    await standsStill();
    expect(await db.collection('credentials').findOne()).toBeNull();
  }

  /** The server ends the write that it was in the midst of, though nobody waits for it any more. */
  async function standsStill(): Promise<void> {
    let before = -1;
    await until(
      'the last write of the dead seed',
      async () => {
        const now = await db.collection('stakes').countDocuments();
        if (now === before) return true;
        before = now;
        return false;
      },
      { everyMs: 500 },
    );
  }

  async function seed(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const child = spawn(process.execPath, ['dist/bin/seed.js', ...args], {
      env: env(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, stdout, stderr };
  }

  function env(): NodeJS.ProcessEnv {
    return { ...process.env, ...environment };
  }
});
