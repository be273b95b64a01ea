import { useQuery, type QueryClient } from '@tanstack/react-query';
import { api, dataOf } from './api.js';
import type { AlertCounts, Day, Health } from './contract.js';

/** Where answers are kept; what the console's stream tells goes to the same places. */
export const KEYS = {
  me: ['me'],
  settings: ['settings'],
  day: (date: string) => ['day', date],
  slot: (date: string, slotNumber: number) => ['slot', date, slotNumber],
  health: ['health'],
  alertCounts: ['alert-counts'],
  stream: ['stream'],
} as const;

const FOR_EVER = Number.POSITIVE_INFINITY;
const RARELY_MS = 5 * 60_000;

export function useMe() {
  return useQuery({ queryKey: KEYS.me, queryFn: () => dataOf(api.GET('/api/v1/auth/me')), staleTime: RARELY_MS });
}

/** Zone, limits and defaults of the platform. */
export function useSettings() {
  return useQuery({
    queryKey: KEYS.settings,
    queryFn: () => dataOf(api.GET('/api/v1/admin/settings')),
    staleTime: RARELY_MS,
  });
}

/** The platform's date. The stream brings it, so that midnight needs no reload. */
export function useToday(): string | null {
  const { data } = useQuery({
    queryKey: KEYS.day('today'),
    queryFn: () => dataOf(api.GET('/api/v1/admin/daily-declaration-returns/today/status')),
    staleTime: FOR_EVER,
  });
  return data?.today ?? null;
}

/** How a day stands: today's by the console's stream, another's as it was when it was asked for. */
export function useDay(date: string) {
  return useQuery({
    queryKey: KEYS.day(date),
    queryFn: () =>
      dataOf(api.GET('/api/v1/admin/daily-declaration-returns/{date}/status', { params: { path: { date } } })),
  });
}

/** What the console's stream has said of the system; undefined until it has. */
export function useHealth(): Health | undefined {
  return useQuery<Health>({ queryKey: KEYS.health, enabled: false }).data;
}

export function useAlertCounts(): AlertCounts | undefined {
  return useQuery<AlertCounts>({ queryKey: KEYS.alertCounts, enabled: false }).data;
}

/** Since when the stream is lost; null while events arrive. */
export function useStreamLostSince(): number | null {
  return useQuery<number | null>({ queryKey: KEYS.stream, enabled: false, initialData: null }).data;
}

/** Takes an event of the console's stream to where it is shown. */
export function takeEvent(queries: QueryClient, topic: string, data: unknown): void {
  switch (topic) {
    case 'day':
      queries.setQueryData(KEYS.day('today'), data);
      takeDay(queries, data as Day);
      break;
    case 'health':
      queries.setQueryData(KEYS.health, data);
      break;
    case 'alerts':
      queries.setQueryData(KEYS.alertCounts, data);
      void queries.invalidateQueries({ queryKey: ['alerts'] });
      void queries.invalidateQueries({ queryKey: ['proposals'] });
      break;
  }
}

/** A day that was seen anew; its slots' details are asked for again where they are open. */
export function takeDay(queries: QueryClient, day: Day): void {
  queries.setQueryData(KEYS.day(day.today), day);
  void queries.invalidateQueries({ queryKey: ['slot', day.today] });
}
