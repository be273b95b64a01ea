import { COLLECTIONS } from '#lib/database';
import { ApiHarness, codeAt, testEnvironment, type Person } from '../../support/api-harness.js';
import { SampleApi } from './sample-feature.js';

const OLD_KEY = 'the-old-secrets-key-of-at-least-32-characters';
const NEW_KEY = 'the-new-secrets-key-of-at-least-32-characters';

describe('a change of SECRETS_KEY', () => {
  const environment = testEnvironment();
  let api: ApiHarness;
  let admin: Person;

  const start = async (keys: Record<string, string>) => {
    api = await ApiHarness.start({ ...environment, ...keys }, SampleApi);
  };
  const change = async (code: string) => {
    const token = await api.signIn(admin);
    return api.call('POST', '/admin/sample/notes', { token, body: { twoFACode: code } });
  };
  const sealed = async () => {
    const stored = await api.connection.collection(COLLECTIONS.credentials).findOne({ userId: admin.id });
    return (stored?.['totp'] as { secretEncrypted: string }).secretEncrypted;
  };

  afterAll(() => api.stop());

  it('leaves 2FA in force: what the old key sealed is sealed anew when a code is used', async () => {
    await start({ SECRETS_KEY: OLD_KEY });
    admin = await api.person({ role: 'admin' });
    const before = await sealed();
    await api.stop({ keepData: true });

    await start({ SECRETS_KEY: NEW_KEY, SECRETS_KEY_PREVIOUS: OLD_KEY });
    expect((await change(await codeAt(admin.totpSecret))).status).toBe(200);
    expect((await sealed()).split('.')[1]).not.toBe(before.split('.')[1]);
    await api.stop({ keepData: true });

    await start({ SECRETS_KEY: NEW_KEY });
    expect((await change(await codeAt(admin.totpSecret, 30))).status).toBe(200);
  });
});
