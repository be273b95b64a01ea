import { AsyncLocalStorage } from 'node:async_hooks';

/** Ids that every log line of one request or job carries. */
export interface LogContext {
  requestId?: string;
  jobId?: string;
  distributionId?: string;
  [id: string]: string | undefined;
}

const storage = new AsyncLocalStorage<LogContext>();

/** Runs `work` with these ids on each of its log lines, beside those of the context it is called in. */
export function withLogContext<T>(ids: LogContext, work: () => T): T {
  return storage.run({ ...storage.getStore(), ...ids }, work);
}

/** The ids of the running request or job. */
export function logContext(): Readonly<LogContext> {
  return storage.getStore() ?? {};
}
