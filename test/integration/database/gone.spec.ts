import { addDays, dateInZone, parseCalendarDate } from '#lib/calendar';
import { writeSeedData } from '../../../apps/cli/src/seeding/seed-data.js';
import { ApiHarness } from '../../support/api-harness.js';
import { ownEnvironment } from '../../support/own-environment.js';
import { zoneWhereItIs } from '../../support/quiet-zone.js';
import { until } from '../../support/until.js';
import { RecordedCommands, type RecordedCommand } from './recorded-commands.js';

const DAYS = '/admin/daily-declaration-returns';
const ZONE = zoneWhereItIs(12);
const TODAY = parseCalendarDate(dateInZone(new Date(), ZONE));

let api: ApiHarness;
let recorded: RecordedCommands;
let token: string;
beforeAll(async () => {
  const environment = ownEnvironment('gone', { DISTRIBUTION_TIMEZONE: ZONE });
  recorded = RecordedCommands.start(new URL(environment.MONGODB_URI).pathname.slice(1));
  api = await ApiHarness.start(environment);
  // So many that previews and proofs are read in several steps.
  await writeSeedData(api.connection, { users: 6_100, stakes: 6_100 });
  token = await api.signIn(await api.person({ role: 'admin' }));
});
afterAll(async () => {
  recorded.stop();
  await api.stop();
});
beforeEach(() => {
  recorded.all.length = 0;
});

/** A step of a preview or a proof: it reads some wallets in a transaction. */
const isStep = ({ name, collection, transaction }: RecordedCommand): boolean =>
  name === 'find' && collection === 'users' && transaction !== null;
const steps = (): number => recorded.all.filter(isStep).length;

const PREVIEW = { method: 'POST', path: `${DAYS}/today/preview`, body: { rosPercentage: 1 } };
const PROOF = { method: 'GET', path: `${DAYS}/${TODAY}/reconciliation` };

const ask = async ({ method, path, body }: { method: string; path: string; body?: object }): Promise<number> =>
  (await api.call(method, path, { token, ...(body === undefined ? {} : { body }) })).status;

describe.each([
  ['a preview', PREVIEW],
  ['a proof', PROOF],
])('%s', (_, { method, path, ...rest }) => {
  it('ends when the client has gone', async () => {
    expect(await ask({ method, path, ...rest })).toBe(200);
    const whole = steps();
    expect(whole).toBeGreaterThan(3);

    recorded.all.length = 0;
    const client = new AbortController();
    const answer = fetch(`${api.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...('body' in rest ? { body: JSON.stringify(rest.body) } : {}),
      signal: client.signal,
    });
    await until('the first step', () => Promise.resolve(steps() > 0), { everyMs: 1 });
    client.abort();
    await expect(answer).rejects.toThrow(/abort/);
    // What began before and went on would be through when another one is.
    expect(await ask({ method, path, ...rest })).toBe(200);
    expect(steps()).toBeLessThan(2 * whole);
  });
});

it('one proof at a time; who asks for the same gets the same', async () => {
  const other = { method: 'GET', path: `${DAYS}/${addDays(TODAY, -1)}/reconciliation` };
  expect(await Promise.all([PROOF, other, PROOF, PROOF].map(ask))).toEqual([200, 200, 200, 200]);
  const dates = recorded.all.map((command, at) => ({ date: dateOf(command), at })).filter(({ date }) => date !== null);
  expect(dates.map(({ date }) => date)).toEqual([TODAY, addDays(TODAY, -1)]);
  expect(recorded.all.slice(dates[0]?.at, dates[1]?.at).filter(isStep).length).toBeGreaterThan(3);
});

/** A proof begins with the slots of its date. */
function dateOf({ name, collection, command }: RecordedCommand): unknown {
  const { date } = (command['filter'] ?? {}) as { date?: unknown };
  return name === 'find' && collection === 'distributions' && typeof date === 'string' ? date : null;
}
