import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { COLLECTIONS } from '#lib/database';
import { ApiHarness, testEnvironment, type Person } from '../../support/api-harness.js';

describe('npm run password', () => {
  const environment = testEnvironment();
  let api: ApiHarness;
  let admin: Person;
  beforeAll(async () => {
    api = await ApiHarness.start(environment);
    admin = await api.person({ role: 'admin' });
  });
  afterAll(() => api.stop());

  async function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    const program = join(process.cwd(), 'dist/bin/password.js');
    return new Promise((resolve) => {
      execFile(process.execPath, [program, ...args], { env: { ...process.env, ...environment } }, (error, out, err) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout: out, stderr: err }),
      );
    });
  }

  const signIn = (password: string) =>
    api.call('POST', '/auth/login', { body: { email: admin.email, password } }).then(({ status }) => status);

  const credential = () => api.connection.collection(COLLECTIONS.credentials).findOne({ userId: admin.id });

  it('gives a user another password, shown once; 2FA stays', async () => {
    const { code, stdout } = await run('--email', admin.email);
    const password = /password (\S+)\n$/.exec(stdout)?.[1] ?? '';
    expect([code, await signIn(password), await signIn(admin.password)]).toEqual([0, 200, 401]);
    expect(await credential()).toMatchObject({ totp: { enabled: true } });
    const [entry] = await api.connection.collection(COLLECTIONS.auditLog).find({ action: 'password.reset' }).toArray();
    expect(entry).toMatchObject({ target: admin.email, actor: { system: 'npm run password' } });
    expect(JSON.stringify(entry)).not.toContain(password);
  });

  it('gives a first password to a user who has none, and takes a lost 2FA away when asked', async () => {
    await run('--email', admin.email, '--forget-2fa');
    expect((await credential())?.['totp']).toBeUndefined();
    await api.connection.collection(COLLECTIONS.credentials).deleteMany({});
    const { stdout } = await run('--email', admin.email);
    expect(await signIn(/password (\S+)$/m.exec(stdout)?.[1] ?? '')).toBe(200);
  });

  it('gives an admin without 2FA a code to enrol it, also alone; one who has it gets none', async () => {
    const code = /enrolment code ((?:\w{4}-){3}\w{4}) {2}until /;
    await api.connection.collection(COLLECTIONS.credentials).deleteMany({});
    expect((await run('--email', admin.email)).stdout).toMatch(code);
    const before = await credential();
    const { stdout } = await run('--email', admin.email, '--enrol');
    expect(stdout).toMatch(code);
    expect(stdout).not.toContain('password ');
    expect((await credential())?.['passwordHash']).toBe(before?.['passwordHash']);
    const stored = JSON.stringify([await credential(), await api.connection.collection('auditlog').find().toArray()]);
    expect(stored).not.toContain(code.exec(stdout)?.[1] ?? 'none');

    const other = await api.person({ role: 'admin' });
    const refused = await run('--email', other.email, '--enrol');
    expect([refused.code, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr).toContain('Two-factor authentication is on already');
  });

  it('says what an admin may do, and leaves the password alone', async () => {
    const person = await api.person({ role: 'admin' });
    const { stdout } = await run('--email', person.email, '--scopes', 'view, finance');
    expect(stdout).toBe(`${person.email}  scopes view, finance\n`);
    const token = await api.signIn(person);
    const { body } = await api.call('GET', '/auth/me', { token });
    expect(body.data?.['scopes']).toEqual(['view', 'finance']);
    const entry = await api.connection.collection(COLLECTIONS.auditLog).findOne({ action: 'scopes.change' });
    expect(entry).toMatchObject({ target: person.email, after: { scopes: ['view', 'finance'] } });
  });

  it.each([
    [['--email', 'nobody@example.com'], 'nobody has nobody@example.com'],
    [[], '--email must name a user'],
    [['--email', 'nobody@example.com', '--scopes', 'everything'], '--scopes must name some of view, support'],
  ])('of %j ends with 2 and says what would be right', async (args, said) => {
    const { code, stdout, stderr } = await run(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(said);
  });
});
