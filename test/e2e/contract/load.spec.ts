import { setTimeout as pause } from 'node:timers/promises';
import { VARIABLES } from '#lib/config';
import { COLLECTIONS } from '#lib/database';
import type { ApiAnswer, Caller } from '../support/caller.js';
import { DAYS, RunningProduct, inMs } from '../support/running-product.js';

/** Admin pages that are open at the same time. */
const CLIENTS = 200;
const STAKES = 5_000;
/** What they send in a minute when each asks once a second, from one address; sent here as fast as it goes. */
const A_MINUTES_POLLS = CLIENTS * 60;
/** A bound, so that a slot that never ends fails the test instead of running on. */
const DEADLINE_MS = 200_000;
/** Once the minute's polls are sent, a slot that still runs is watched as pages do it. */
const PAGE_ASKS_EVERY_MS = 1_000;

const ORDER = ['PENDING', 'EXECUTING', 'COMPLETED'];

let product: RunningProduct;
let admin: Caller;
beforeAll(async () => {
  product = await RunningProduct.start('load', {
    seed: { users: 1_500, stakes: STAKES },
    environment: { CHUNK_SIZE: '300', RATE_LIMIT_PER_MINUTE: VARIABLES.RATE_LIMIT_PER_MINUTE.fallback ?? '' },
  });
  admin = await product.admin();
});
afterAll(() => product.stop());

interface Sight {
  readonly status: string;
  readonly percent: number;
}

function sightOf({ body }: ApiAnswer): Sight {
  const [slot] = body.data?.['distributionSlots'] as { progress: { percent: number } }[];
  return { status: String(body.data?.['status']), percent: slot?.progress.percent ?? 0 };
}

it(
  'two hundred clients behind one address that watch a slot of thousands of stakes see it go forward to its end, without one error',
  async () => {
    let polls = 0;
    const deadline = Date.now() + DEADLINE_MS;
    const answersOtherThan200: string[] = [];
    const watch = async (): Promise<Sight[]> => {
      const sights: Sight[] = [];
      const wantsMore = () => sights.at(-1)?.status !== 'COMPLETED' || polls < A_MINUTES_POLLS;
      while (wantsMore() && Date.now() < deadline) {
        if (polls >= A_MINUTES_POLLS) await pause(PAGE_ASKS_EVERY_MS);
        polls += 1;
        const answer = await admin.get(`${DAYS}/today/status`);
        if (answer.status === 200) sights.push(sightOf(answer));
        else answersOtherThan200.push(`${answer.status} ${answer.text.slice(0, 200)}`);
      }
      return sights;
    };
    const queued = await admin.post(`${DAYS}/today/queue`, { rosPercentage: 1, scheduledFor: inMs(1_000) });
    expect(queued.status).toBe(200);
    const seen = await Promise.all(Array.from({ length: CLIENTS }, watch));

    expect(answersOtherThan200).toEqual([]);
    expect(seen.map((sights) => sights.at(-1))).toEqual(Array(CLIENTS).fill({ status: 'COMPLETED', percent: 100 }));
    for (const sights of seen) {
      const states = sights.map(({ status }) => ORDER.indexOf(status));
      expect(states).toEqual([...states].sort((a, b) => a - b));
      const percents = sights.map(({ percent }) => percent);
      expect(percents).toEqual([...percents].sort((a, b) => a - b));
    }

    const { body } = await admin.get(`${DAYS}/today/status`);
    expect(body.data?.['distributionSlots']).toMatchObject([{ attempts: 1, processedStakes: STAKES, errors: 0 }]);
    expect(await product.connection.collection(COLLECTIONS.transactions).countDocuments()).toBe(STAKES);
  },
  DEADLINE_MS + 60_000,
);
