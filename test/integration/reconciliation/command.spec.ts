import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { dateInZone } from '#lib/calendar';
import { parseRosPercentage } from '#lib/money';
import { aStake, aUser, usdt, type UserRecord } from '../../support/builders.js';
import { DATE, PaidDay } from './paid-day.js';

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

describe('npm run reconcile', () => {
  let day: PaidDay;
  let user: UserRecord;
  beforeAll(async () => {
    day = await PaidDay.start('recon-command');
    await day.startWorker();
    user = aUser();
    await day.insert('users', user);
    await day.insert('stakes', aStake(user));
    await day.pay({ rate: parseRosPercentage('1') });
    await day.remember();
  });
  afterEach(() => day.restore());
  afterAll(() => day.stop());

  /** As an operator would, with Redis away. */
  const reconcile = (...args: string[]): Promise<Ran> => reconcileIn({}, ...args);

  async function reconcileIn(environment: Record<string, string>, ...args: string[]): Promise<Ran> {
    const program = join(process.cwd(), 'dist/bin/reconcile.js');
    const env = { ...process.env, ...day.environment, REDIS_URL: 'redis://127.0.0.1:1', ...environment };
    return new Promise((resolve) => {
      execFile(process.execPath, [program, ...args], { env }, (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
      );
    });
  }

  it('ends with 0 and says so when the date reconciles', async () => {
    const { code, stdout, stderr } = await reconcile('--date', DATE);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toContain(`Reconciliation of ${DATE}  holds`);
    expect(stdout).toMatch(/^I3 +holds +slot totals = chunks = ledger entries +1 +0$/m);
    expect(stdout).toMatch(/^2026-02-12\/slot-1 +COMPLETED +1 +1 +0 +0 +0$/m);
    expect(stdout).not.toContain('\u001b[');
  });

  it('prints the report alone as JSON', async () => {
    const { code, stdout } = await reconcile('--json', '--date', DATE);
    expect(code).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(stdout)).toMatchObject({ date: DATE, holds: true, missing: { count: 0 } });
  });

  it('does not say of a database that holds nothing that its books hold', async () => {
    const uri = new URL(day.environment['MONGODB_URI']!);
    uri.pathname = `${uri.pathname}-mistyped`;
    const other = day.connection.useDb(uri.pathname.slice(1));
    try {
      const { code, stdout, stderr } = await reconcileIn({ MONGODB_URI: uri.href }, '--date', DATE);
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toContain(`The database ${other.name} holds no user, stake, slot or entry`);
    } finally {
      await other.dropDatabase();
    }
  });

  it('takes today, in the platform’s time zone, when no date is given', async () => {
    const today = (): string => dateInZone(new Date(), 'UTC');
    const before = today();
    const { code, stdout } = await reconcile('--json');
    expect(code).toBe(0);
    // Midnight may pass meanwhile.
    expect([before, today()]).toContain((JSON.parse(stdout) as { date: string }).date);
  });

  it('ends with 1 and the differences when it does not', async () => {
    await day.collection('users').updateOne({ _id: user._id }, { $inc: { 'wallets.earnings': usdt('0.5') } });
    const { code, stdout } = await reconcile('--date', DATE);
    expect(code).toBe(1);
    expect(stdout).toContain('DOES NOT HOLD');
    expect(stdout).toContain(`I2: 1 difference\n`);
    expect(stdout).toContain(`expected 1, found 1.5  userId ${user._id.toHexString()}`);
  });

  it('ends with 3 and names who is owed, the first 20 or all of them, when the books hold', async () => {
    const late = aStake(user);
    await day.insert('stakes', late);
    const { code, stdout } = await reconcile('--date', DATE);
    expect(code).toBe(3);
    expect(stdout).toContain(`Reconciliation of ${DATE}  the books hold, payouts are owed`);
    expect(stdout).toContain('Missing: 1; 1 of them can be paid now, 1 USDT');
    expect(stdout).toContain(late._id.toHexString());
    await day.insert('stakes', ...Array.from({ length: 21 }, () => aStake(user)));
    expect((await reconcile('--date', DATE)).stdout).toContain('and 2 more (--all)');
    expect((await reconcile('--date', DATE, '--all')).stdout).not.toContain('more (--all)');
    const { code: ended, stdout: csv } = await reconcile('--date', DATE, '--csv');
    const [heading, ...owed] = csv.trim().split('\r\n');
    expect([ended, heading, owed.length]).toEqual([3, 'key,slotNumber,phase,subjectId,userId,amount,reason', 22]);
    expect(owed).toContain(`${DATE}/slot-1,1,ROS,${late._id.toHexString()},${user._id.toHexString()},1,`);
  });

  it.each([
    [['--date', '2026-02-30'], 'must be a real date, such as 2026-02-12'],
    [['--date', 'yesterday'], 'must be written YYYY-MM-DD'],
    [['--dates', DATE], '--dates'],
    [['--json', '--csv'], '--csv'],
    [[DATE], DATE],
  ])('ends with 2 and says what would be right for %j', async (args, message) => {
    const { code, stdout, stderr } = await reconcile(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});
