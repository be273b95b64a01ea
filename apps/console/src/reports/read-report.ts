import { api, dataOf } from '../api/api.js';
import { ask, isNotBuilt, type ReportDay } from '../api/planned-routes.js';

/** Null where it is not told. */
export interface ReportRow {
  readonly date: string;
  readonly paid: number;
  readonly ros: number | null;
  readonly pools: number | null;
  readonly owed: number | null;
  readonly stakes: number | null;
  readonly users: number | null;
  readonly failures: number | null;
  readonly failedSlots: number | null;
  readonly latenessMs: number | null;
}

/** A day of the report; the sums alone where the API has no report. */
export async function readReport(from: string, to: string): Promise<readonly ReportRow[]> {
  try {
    const { data } = await ask<{ days?: readonly ReportDay[]; report?: readonly ReportDay[] }>(
      'GET',
      `/admin/reports/daily?from=${from}&to=${to}`,
    );
    return (data.days ?? data.report ?? []).map(rowOfReport);
  } catch (error) {
    if (!isNotBuilt(error)) throw error;
    const { days } = await dataOf(api.GET('/api/v1/admin/days', { params: { query: { from, to } } }));
    return days.map(({ date, paid, owed, slots }) => ({
      date,
      paid,
      owed,
      failedSlots: slots.FAILED,
      ...{ stakes: null, users: null, ros: null, pools: null, failures: null, latenessMs: null },
    }));
  }
}

function rowOfReport(day: ReportDay): ReportRow {
  const pools = day.pools ?? (day.premiumPool ?? 0) + (day.performancePool ?? 0);
  return {
    date: day.date,
    paid: (day.ros ?? 0) + pools,
    ros: day.ros ?? null,
    pools,
    owed: null,
    stakes: day.stakes ?? null,
    users: day.users ?? null,
    failures: day.failures ?? null,
    failedSlots: null,
    latenessMs: day.latenessMs ?? null,
  };
}
