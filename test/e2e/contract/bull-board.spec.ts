import { appRoutes } from '@bull-board/api/dist/routes.js';
import { COLLECTIONS } from '#lib/database';
import type { Caller } from '../support/caller.js';
import { DAYS, RunningProduct } from '../support/running-product.js';
import { until } from '../../support/until.js';

const BOARD = '//admin/queues';

let product: RunningProduct;
let admin: Caller;
let user: Caller;
beforeAll(async () => {
  product = await RunningProduct.start('bull-board', { worker: false });
  admin = await product.admin();
  user = await product.signIn(await product.person());
  const queued = await admin.post(`${DAYS}/today/queue`, { rosPercentage: 1, scheduledFor: '23:59:59' });
  expect(queued.status).toBe(200);
});
afterAll(() => product.stop());

interface BoardRequest {
  readonly method: string;
  readonly path: string;
}

/** Every request that this version of the board answers, for the one job that waits. */
function requests(): BoardRequest[] {
  return [...appRoutes.api].flatMap(({ method, route }) =>
    [route].flat().flatMap((path) =>
      [method].flat().map((verb) => ({
        method: verb.toUpperCase(),
        path: `${BOARD}${path
          .replace(':queueName', 'slots')
          .replace(':queueStatus', 'delayed')
          .replace(':jobId', '1')
          .replace(':schedulerId', '1')}`,
      })),
    ),
  );
}

const isReading = ({ method }: BoardRequest): boolean => method === 'GET';

async function answers(caller: Caller, asked: readonly BoardRequest[]): Promise<string[]> {
  const found: string[] = [];
  for (const { method, path } of asked) {
    const { status } = await caller.send(method, path, method === 'GET' ? undefined : {});
    found.push(`${status} ${method} ${path}`);
  }
  return found;
}

async function waitingJobs(): Promise<unknown> {
  const { text } = await admin.get(`${BOARD}/api/queues?activeQueue=slots&status=delayed`);
  const { queues } = JSON.parse(text) as { queues: { counts: unknown; isPaused: boolean; jobs: { id: string }[] }[] };
  return queues.map(({ counts, isPaused, jobs }) => ({ counts, isPaused, jobs: jobs.map(({ id }) => id) }));
}

it('there are requests that read and requests that change', () => {
  expect(requests().filter(isReading).length).toBeGreaterThan(5);
  expect(requests().filter((request) => !isReading(request)).length).toBeGreaterThan(10);
});

it('everything is refused to nobody and to users', async () => {
  const asked = [...requests(), ...['', '/', '/queue/slots', '/static/js/main.js'].map((path) => get(BOARD + path))];
  expect((await answers(product.nobody(), asked)).filter((answer) => !answer.startsWith('401 '))).toEqual([]);
  expect((await answers(user, asked)).filter((answer) => !answer.startsWith('403 '))).toEqual([]);
});

it('an admin gets the page and what it shows', async () => {
  const page = await admin.send('GET', BOARD, undefined, { accept: 'text/html' });
  expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
  const failed = (await answers(admin, requests().filter(isReading))).filter((answer) => !/^(200|404) /.test(answer));
  expect(failed).toEqual([]);
  // One, or a second one that a keeper added while the API was about to.
  const jobs = expect.arrayContaining([`dist-${product.day()}-slot-1-r0`]) as string[];
  expect(await waitingJobs()).toMatchObject([{ jobs }, {}]);
});

it('the page makes a browser ask no other host', async () => {
  const { text } = await admin.get(`${BOARD}/`);
  expect(text).toContain('<link');
  expect(text).not.toMatch(/(href|src)="(https?:)?\/\//);
});

it('no request of an admin changes anything', async () => {
  const before = await waitingJobs();
  const changes = requests().filter((request) => !isReading(request));
  expect((await answers(admin, changes)).filter((answer) => !answer.startsWith('405 '))).toEqual([]);
  expect(await waitingJobs()).toEqual(before);
});

it('an admin who was made inactive is out within seconds', async () => {
  const person = await product.person({ role: 'admin' });
  const caller = await product.signIn(person);
  expect((await caller.get(`${BOARD}/api/queues`)).status).toBe(200);
  await product.connection.collection(COLLECTIONS.users).updateOne({ _id: person.id }, { $set: { isActive: false } });
  await until('the board is closed', async () => (await caller.get(`${BOARD}/api/queues`)).status === 401);
});

function get(path: string): BoardRequest {
  return { method: 'GET', path };
}
