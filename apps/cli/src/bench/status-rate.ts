import { TODAY_STATUS, type BenchDay } from './bench-day.js';
import { median } from './median.js';
import { requestRate } from './request-rates.js';

const EMPTY_ROUTE = '/health/live';
/** Until V8 has compiled what both routes run. */
const WARM_UP = 2;
const ROUNDS = 5;

export interface StatusFigures {
  readonly statusRequestsPerSecond: number;
  readonly emptyRouteRequestsPerSecond: number;
  readonly statusToEmptyRoute: number;
}

/** `today/status` against a route that does nothing, in turn; the ratio is the median of the rounds' ratios. */
export async function measureStatus(day: BenchDay): Promise<StatusFigures> {
  const headers = { authorization: day.admin.authorization };
  const rounds: { status: number; empty: number }[] = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    const status = await requestRate(`${day.url}${TODAY_STATUS}`, headers);
    const empty = await requestRate(`${day.url}${EMPTY_ROUTE}`, headers);
    if (round >= WARM_UP) rounds.push({ status, empty });
  }
  return {
    statusRequestsPerSecond: median(rounds.map(({ status }) => status)),
    emptyRouteRequestsPerSecond: median(rounds.map(({ empty }) => empty)),
    statusToEmptyRoute: median(rounds.map(({ status, empty }) => status / empty)),
  };
}
