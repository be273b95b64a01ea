import { Queue, Worker } from 'bullmq';

const QUEUE = 'bench-bare';

/** Delayed jobs of BullMQ that do nothing, one for each instant. @returns how late each was, in milliseconds */
export async function measureBareJobs(url: string, prefix: string, instants: readonly Date[]): Promise<number[]> {
  const options = { prefix, connection: { url, maxRetriesPerRequest: null } };
  const queue = new Queue(QUEUE, options);
  const late: number[] = [];
  let finished = (): void => undefined;
  const all = new Promise<void>((resolve) => (finished = resolve));
  const worker = new Worker<{ due: number }>(
    QUEUE,
    ({ data }) => {
      late.push(Date.now() - data.due);
      if (late.length === instants.length) finished();
      return Promise.resolve();
    },
    options,
  );
  try {
    await queue.addBulk(
      instants.map((instant) => ({
        name: 'nothing',
        data: { due: instant.getTime() },
        opts: { delay: Math.max(0, instant.getTime() - Date.now()) },
      })),
    );
    await all;
    return late;
  } finally {
    await worker.close();
    await queue.close();
  }
}
