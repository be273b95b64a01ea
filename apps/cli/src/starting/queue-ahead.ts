import { ApiError, type ApiClient } from '../product/api-client.js';
import type { DayView } from '../demo/day.js';

const TODAY = '/admin/daily-declaration-returns/today';
const AHEAD_MS = 60_000;

/** Queues the demo's day for a minute from now, so that whoever looks sees it paid; a day that has slots is left alone. */
export async function queueAhead(admin: ApiClient, say: (line: string) => void): Promise<void> {
  const { distributionSlots, today } = await admin.get<DayView>(`${TODAY}/status`);
  if (distributionSlots.length > 0) return;
  const at = new Date(Date.now() + AHEAD_MS);
  try {
    await admin.change('POST', `${TODAY}/queue`, {
      rosPercentage: 0.5,
      premiumPoolAmount: 1_000,
      performancePoolAmount: 2_000,
      description: 'Demo day',
      scheduledFor: at.toISOString(),
    });
  } catch (error) {
    // In the last minute of a day there is nothing ahead; a day that is declared otherwise stays as it is.
    if (error instanceof ApiError && error.status < 500) return;
    throw error;
  }
  say(`Queued today, ${today}: 0.5 % ROS and both pools in a minute, at ${at.toISOString().slice(11, 19)} UTC`);
}
