import type { ExecutionNotice } from '../health/execution-notice.js';
import type { Asking } from './changes.js';

/** What is said of what a change pays that waits, so that somebody can cancel it; nothing where all is paid at its time. Pure. */
export function delayNotice({ hooks }: Pick<Asking, 'hooks'>): Pick<ExecutionNotice, 'warning'> {
  const { notBefore } = hooks ?? {};
  if (notBefore === undefined) return {};
  return { warning: `Nothing of it is paid before ${notBefore.toISOString()} (PAYOUT_DELAY_MINUTES).` };
}
