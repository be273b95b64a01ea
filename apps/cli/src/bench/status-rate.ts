import { CRON_STATUS, TODAY_STATUS, type BenchDay } from './bench-day.js';
import { median } from './median.js';
import { requestRate } from './request-rates.js';
import { step } from './steps.js';

const EMPTY_ROUTE = '/health/live';
/** Until V8 has compiled what the routes run. */
const WARM_UP = 2;
const ROUNDS = 5;

export interface StatusFigures {
  readonly statusRequestsPerSecond: number;
  readonly emptyRouteRequestsPerSecond: number;
  readonly cronRequestsPerSecond: number;
  readonly statusToEmptyRoute: number;
  /** How many times longer an answer takes where many slots have ended. */
  readonly statusAfterHistory: number;
  readonly cronAfterHistory: number;
}

interface Round {
  readonly status: number;
  readonly empty: number;
  readonly cron: number;
  readonly oldStatus: number;
  readonly oldCron: number;
}

/** `today/status` and `cron/status` against a route that does nothing, and against a system that has many ended slots, in turn. */
export async function measureStatus(plain: BenchDay, old: BenchDay): Promise<StatusFigures> {
  const rate = (day: BenchDay, path: string): Promise<number> => requestRate(`${day.url}${path}`, day.headers);
  const rounds: Round[] = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    const measured = await step(`Requests per second, round ${round + 1} of ${WARM_UP + ROUNDS}`, async () => ({
      status: await rate(plain, TODAY_STATUS),
      empty: await rate(plain, EMPTY_ROUTE),
      oldStatus: await rate(old, TODAY_STATUS),
      cron: await rate(plain, CRON_STATUS),
      oldCron: await rate(old, CRON_STATUS),
    }));
    if (round >= WARM_UP) rounds.push(measured);
  }
  const middle = (figure: (round: Round) => number): number => median(rounds.map(figure));
  return {
    statusRequestsPerSecond: middle(({ status }) => status),
    emptyRouteRequestsPerSecond: middle(({ empty }) => empty),
    cronRequestsPerSecond: middle(({ cron }) => cron),
    statusToEmptyRoute: middle(({ status, empty }) => status / empty),
    statusAfterHistory: middle(({ status, oldStatus }) => status / oldStatus),
    cronAfterHistory: middle(({ cron, oldCron }) => cron / oldCron),
  };
}
