import { Types, type Connection } from 'mongoose';
import { TwoFactor } from '#lib/auth';
import { COLLECTIONS, runInTransaction } from '#lib/database';
import {
  ApiHarness,
  codeAt,
  testEnvironment,
  wrongCode,
  type HttpAnswer,
  type Person,
} from '../../support/api-harness.js';
import { SampleApi } from '../auth/sample-feature.js';

let api: ApiHarness;
let connection: Connection;
beforeAll(async () => {
  api = await ApiHarness.start(testEnvironment(), SampleApi);
  connection = api.connection;
});
afterAll(() => api.stop());

interface Newcomer {
  readonly admin: Person;
  readonly token: string;
}

async function newcomer(role = 'admin'): Promise<Newcomer> {
  const admin = await api.person({ role, twoFA: false });
  return { admin, token: await api.signIn(admin) };
}

/** As `npm run password` does. */
async function granted({ id }: Person): Promise<string> {
  const twoFactor = api.app.get(TwoFactor, { strict: false });
  return (await runInTransaction(connection, (session) => twoFactor.grantEnrolment(session, id))).enrolmentCode;
}

const setup = (token: string, body: object = {}): Promise<HttpAnswer> =>
  api.call('POST', '/auth/2fa/setup', { token, body });
const enable = (token: string, code: string): Promise<HttpAnswer> =>
  api.call('POST', '/auth/2fa/enable', { token, body: { code } });
const change = (token: string, twoFACode: unknown): Promise<HttpAnswer> =>
  api.call('POST', '/admin/sample/notes', { token, body: { twoFACode } });
const codeOf = ({ body }: HttpAnswer) => body.error?.code;

async function enrolled(): Promise<Newcomer & { secret: string; recoveryCodes: string[] }> {
  const { admin, token } = await newcomer();
  const made = await setup(token, { enrolmentCode: await granted(admin), password: admin.password });
  const secret = String(made.body.data?.['secret']);
  const { body } = await enable(token, await codeAt(secret));
  return { admin, token, secret, recoveryCodes: body.data?.['recoveryCodes'] as string[] };
}

describe('an admin enrols 2FA', () => {
  it('with an enrolment code and the password, and with neither of them alone', async () => {
    const { admin, token } = await newcomer();
    const { password } = admin;
    const enrolmentCode = await granted(admin);
    for (const body of [{}, { password }, { enrolmentCode }]) {
      const refused = await setup(token, body);
      expect([refused.status, codeOf(refused)]).toEqual([403, 'ENROLMENT_REQUIRED']);
    }
    for (const body of [
      { enrolmentCode, password: 'wrong' },
      { enrolmentCode: 'aaaa-aaaa-aaaa-aaaa', password },
    ]) {
      const refused = await setup(token, body);
      expect([refused.status, codeOf(refused)]).toEqual([403, 'ENROLMENT_INVALID']);
    }
    const made = await setup(token, { enrolmentCode: enrolmentCode.toUpperCase(), password });
    expect(made.status).toBe(200);
    const secret = String(made.body.data?.['secret']);
    const code = await codeAt(secret);
    expect((await enable(token, code)).body.data).toMatchObject({ twoFAEnabled: true });
    expect(codeOf(await change(token, code))).toBe('TWO_FA_CODE_USED');
    expect((await change(token, await codeAt(secret, 30))).status).toBe(200);
  });

  it('within 30 minutes, by the newest code, once', async () => {
    const { admin, token } = await newcomer();
    const { password } = admin;
    const older = await granted(admin);
    const enrolmentCode = await granted(admin);
    expect(codeOf(await setup(token, { enrolmentCode: older, password }))).toBe('ENROLMENT_INVALID');
    const credentials = connection.collection(COLLECTIONS.credentials);
    const stored = (await credentials.findOne({ userId: admin.id })) as unknown as { enrolment: { expiresAt: Date } };
    const leftMs = stored.enrolment.expiresAt.getTime() - Date.now();
    expect(leftMs).toBeLessThanOrEqual(30 * 60_000);
    expect(JSON.stringify(stored)).not.toContain(enrolmentCode);
    await credentials.updateOne({ userId: admin.id }, { $set: { 'enrolment.expiresAt': new Date(0) } });
    expect(codeOf(await setup(token, { enrolmentCode, password }))).toBe('ENROLMENT_INVALID');
  });

  it('and is locked after five wrong attempts', async () => {
    const { admin, token } = await newcomer();
    const enrolmentCode = await granted(admin);
    for (let count = 0; count < 5; count += 1) {
      expect((await setup(token, { enrolmentCode, password: 'wrong' })).status).toBe(403);
    }
    expect((await setup(token, { enrolmentCode, password: admin.password })).status).toBe(429);
  });

  it('not with a secret that was made without an enrolment code', async () => {
    const { admin, token } = await newcomer('user');
    const secret = String((await setup(token)).body.data?.['secret']);
    await connection.collection(COLLECTIONS.users).updateOne({ _id: admin.id }, { $set: { role: 'admin' } });
    expect(codeOf(await enable(await api.signIn(admin), await codeAt(secret)))).toBe('TWO_FA_NOT_SET_UP');
    expect((await enable(token, await codeAt(secret))).status).toBe(401);
  });
});

describe('an enrolment code of another admin', () => {
  const grant = async (by: Newcomer & { secret: string }, id: unknown): Promise<HttpAnswer> => {
    await connection
      .collection(COLLECTIONS.credentials)
      .updateOne({ userId: by.admin.id }, { $set: { 'totp.lastStep': 0 } });
    const body = { twoFACode: await codeAt(by.secret) };
    return api.call('POST', `/admin/users/${String(id)}/enrolment`, { token: by.token, body });
  };

  it('lets the other one in', async () => {
    const by = await enrolled();
    const { admin, token } = await newcomer();
    const { status, body } = await grant(by, admin.id);
    expect([status, Object.keys(body.data ?? {})]).toEqual([200, ['enrolmentCode', 'expiresAt']]);
    const made = await setup(token, { enrolmentCode: body.data?.['enrolmentCode'], password: admin.password });
    expect(made.status).toBe(200);
    const entry = await connection
      .collection(COLLECTIONS.auditLog)
      .findOne({ action: '2fa.grant-enrolment', target: admin.email });
    expect(entry).toMatchObject({ actor: { email: by.admin.email } });
    expect(JSON.stringify(entry)).not.toContain(String(body.data?.['enrolmentCode']));
  });

  it('is for another, for an admin, for one without 2FA', async () => {
    const [by, other] = [await enrolled(), await enrolled()];
    expect((await grant(by, by.admin.id)).status).toBe(403);
    expect(codeOf(await grant(by, other.admin.id))).toBe('TWO_FA_ALREADY_ENABLED');
    expect(codeOf(await grant(by, (await newcomer('user')).admin.id))).toBe('NOT_AN_ADMIN');
    expect(codeOf(await grant(by, new Types.ObjectId()))).toBe('USER_NOT_FOUND');
  });

  it('is of nobody who has no 2FA himself, even where it is not enforced', async () => {
    const lax = await ApiHarness.start({ ...api.environment, TWO_FA_ENFORCED: 'false' });
    try {
      const [by, other] = [await newcomer(), await newcomer()];
      const path = `/admin/users/${other.admin.id.toHexString()}/enrolment`;
      expect(codeOf(await lax.call('POST', path, { token: by.token, body: {} }))).toBe('TWO_FA_NOT_ENABLED');
    } finally {
      await lax.stop({ keepData: true });
    }
  });
});

describe('recovery codes', () => {
  it('are ten, shown once, and each replaces a code once', async () => {
    const { admin, token, recoveryCodes } = await enrolled();
    expect(new Set(recoveryCodes).size).toBe(10);
    const stored = JSON.stringify(await connection.collection(COLLECTIONS.credentials).findOne({ userId: admin.id }));
    expect(recoveryCodes.filter((code) => stored.includes(code))).toEqual([]);
    const [first = '', second = ''] = recoveryCodes;
    expect((await change(token, first)).status).toBe(200);
    expect(codeOf(await change(token, first))).toBe('TWO_FA_INVALID');
    expect((await change(token, second.toUpperCase())).status).toBe(200);
  });

  it('change once however many requests carry one, and are none of another admin', async () => {
    const [one, other] = [await enrolled(), await enrolled()];
    const code = one.recoveryCodes[2];
    const answers = await Promise.all(Array.from({ length: 6 }, () => change(one.token, code)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(codeOf(await change(other.token, one.recoveryCodes[3]))).toBe('TWO_FA_INVALID');
  });

  it('stay usable after a request that is refused, and sign in while others try passwords', async () => {
    const { admin, token, recoveryCodes } = await enrolled();
    const [, , , , code] = recoveryCodes;
    const path = '/admin/daily-declaration-returns/2031-01-01';
    expect((await api.call('DELETE', path, { token, body: { twoFACode: code } })).status).toBe(404);
    const { email, password } = admin;
    expect((await api.call('POST', '/auth/login', { body: { email, password, twoFACode: code } })).status).toBe(200);
    expect((await api.call('POST', '/auth/login', { body: { email, password, twoFACode: code } })).status).toBe(401);
  });

  it('count as wrong codes when they are wrong', async () => {
    const { token, secret } = await enrolled();
    for (let count = 0; count < 5; count += 1) {
      expect(codeOf(await change(token, 'aaaa-aaaa-aaaa-aaaa'))).toBe('TWO_FA_INVALID');
    }
    expect((await change(token, await wrongCode(secret))).status).toBe(429);
  });
});
