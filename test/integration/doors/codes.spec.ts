import { ApiHarness, codeAt, testEnvironment, type HttpAnswer, type Person } from '../../support/api-harness.js';
import { zoneWhereItIs } from '../../support/quiet-zone.js';
import { Notes, SampleApi } from '../auth/sample-feature.js';

const DAYS = '/admin/daily-declaration-returns';

let api: ApiHarness;
let admin: Person;
let token: string;
beforeAll(async () => {
  api = await ApiHarness.start(testEnvironment({ DISTRIBUTION_TIMEZONE: zoneWhereItIs(12) }), SampleApi);
});
beforeEach(async () => {
  admin = await api.person({ role: 'admin' });
  token = await api.signIn(admin);
});
afterAll(() => api.stop());

const send = (method: string, path: string, twoFACode: string, body: object = {}): Promise<HttpAnswer> =>
  api.call(method, path, { token, body: { ...body, twoFACode } });

const note = (twoFACode: string) => send('POST', '/admin/sample/notes', twoFACode);

const REFUSED: readonly (readonly [number, string, string, object])[] = [
  [404, 'DELETE', `${DAYS}/2031-01-01`, {}],
  [404, 'POST', '/admin/pool/000000000000000000000000/retry', {}],
  [
    400,
    'POST',
    `${DAYS}/declare`,
    { date: '2020-01-01', rosPercentage: 1, premiumPoolAmount: 0, performancePoolAmount: 0 },
  ],
  [400, 'POST', `${DAYS}/today/queue`, { rosPercentage: 1, scheduledFor: '00:00:01' }],
  [
    400,
    'POST',
    `${DAYS}/today/queue`,
    {
      multiSlotEnabled: true,
      rosPercentage: 2,
      distributionSlots: [{ slotNumber: 1, rosPercentage: 1, scheduledFor: '23:00' }],
    },
  ],
  [400, 'DELETE', '/admin/sample/by-month/2026-02-30', {}],
];

it.each(REFUSED)('a code stays usable after a %i of %s %s', async (status, method, path, body) => {
  const code = await codeAt(admin.totpSecret);
  expect((await send(method, path, code, body)).status).toBe(status);
  expect((await note(code)).status).toBe(200);
});

it('a code stays usable after a 409', async () => {
  const queue = (code: string) =>
    send('POST', `${DAYS}/today/queue`, code, { rosPercentage: 1, scheduledFor: '23:00' });
  expect((await queue(await codeAt(admin.totpSecret, -30))).status).toBe(200);
  const code = await codeAt(admin.totpSecret);
  expect((await queue(code)).status).toBe(409);
  expect((await note(code)).status).toBe(200);
});

it('a code is used up with the change and not without it', async () => {
  const notes = api.app.get(Notes);
  const code = await codeAt(admin.totpSecret);
  notes.inTransaction = () => Promise.reject(new Error('broken off'));
  try {
    expect((await note(code)).status).toBe(500);
  } finally {
    notes.inTransaction = () => Promise.resolve();
  }
  expect((await note(code)).status).toBe(200);
  const used = await note(code);
  expect([used.status, used.body.error?.code]).toEqual([403, 'TWO_FA_CODE_USED']);
  expect(used.headers.get('retry-after')).toBe(String(used.body.error?.details?.[0]?.value));
});

it('two requests that are in their transactions at the same time do not both go through with one code', async () => {
  const notes = api.app.get(Notes);
  const before = await notes.count();
  let waiting: (() => void) | null = null;
  notes.inTransaction = async () => {
    if (waiting === null) await new Promise<void>((resolve) => (waiting = resolve));
    else waiting();
  };
  try {
    const code = await codeAt(admin.totpSecret);
    const answers = await Promise.all([note(code), note(code)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
    expect(await notes.count()).toBe(before + 1);
  } finally {
    notes.inTransaction = () => Promise.resolve();
  }
});

it('a path parameter is checked by what it is declared as, before the code is looked at', async () => {
  const { status, body } = await send('DELETE', '/admin/sample/by-month/yesterday', '000000');
  expect([status, body.error?.details?.[0]?.field]).toEqual([400, 'month']);
});
