import { DistributionCancelledError, isRunCancelled, type Slot } from '#lib/slots';
import { DistributionFailedError } from './errors.js';

/**
 * Holds what a request has started and waited for against what it asked for.
 * @param advice what to do about those that FAILED, in words
 * @throws DistributionCancelledError, DistributionFailedError
 */
export function assertPaid(distributions: readonly Slot[], advice: (failed: readonly Slot[]) => string): void {
  const cancelled = distributions.find((slot) => slot.status === 'CANCELLED' || isRunCancelled(slot));
  if (cancelled !== undefined) {
    throw new DistributionCancelledError(`${cancelled.key} was cancelled before it ran; nothing of it was paid`);
  }
  const failed = distributions.filter(({ status, run }) => status === 'FAILED' && run.state === 'ENDED');
  if (failed.length === 0) return;
  const reasons = failed.map(({ error }) => error ?? 'unknown reason').join('; ');
  throw new DistributionFailedError(`The distribution FAILED (${reasons}). What was paid is paid; ${advice(failed)}`);
}
