import { DelayedError, type Job } from 'bullmq';

/**
 * Puts a job back, to come again at an instant by the clock of whoever asks for it.
 * @throws DelayedError, which tells BullMQ that the job has not ended
 */
export async function giveBack(job: Job, token: string | undefined, at: Date): Promise<never> {
  await job.moveToDelayed(at.getTime(), token);
  throw new DelayedError();
}
