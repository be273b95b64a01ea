import { DelayedError, WaitingError, type Job } from 'bullmq';
import type { QueueClaim } from '#lib/queues';

/** Long enough for a connection that has just been cut to be there again. */
const WHILE_UNKNOWN_MS = 1_000;

/**
 * Puts a job back, to come again at an instant by the clock of whoever asks for it.
 * @throws DelayedError, which tells BullMQ that the job has not ended
 */
export async function giveBack(job: Job, token: string | undefined, at: Date): Promise<never> {
  await job.moveToDelayed(at.getTime(), token);
  throw new DelayedError();
}

/**
 * Puts a job back that is not known to be this system's: BullMQ may hand over one more after this process has stopped
 * taking them.
 * @throws WaitingError or DelayedError, which tell BullMQ that the job has not ended
 */
export async function giveBackUnlessOurs(claim: QueueClaim, job: Job, token: string | undefined): Promise<void> {
  if (await claim.isOurs()) return;
  if (claim.state.kind !== 'taken') await giveBack(job, token, new Date(Date.now() + WHILE_UNKNOWN_MS));
  await job.moveToWait(token);
  throw new WaitingError();
}
