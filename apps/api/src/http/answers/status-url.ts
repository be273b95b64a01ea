import { API_PREFIX } from '../requests/route-scope.js';

/** Where it is told how work on a date goes on that outlives its request. */
export function statusUrlOf(date: string): string {
  return `/${API_PREFIX}/admin/daily-declaration-returns/${date}/status`;
}

/** The same of pools without a date. */
export function statusUrlOfPool(id: string): string {
  return `/${API_PREFIX}/admin/pool/${id}`;
}
