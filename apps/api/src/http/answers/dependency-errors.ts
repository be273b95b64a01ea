/** Errors of the MongoDB driver, Mongoose and ioredis that mean: no connection, or no answer in time. */
const NAMES = new Set([
  'MongoServerSelectionError',
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoPoolClosedError',
  'MongoPoolClearedError',
  'MongoWaitQueueTimeoutError',
  'MongoOperationTimeoutError',
  'MongooseServerSelectionError',
  'DisconnectedError',
  'MaxRetriesPerRequestError',
  'ClusterAllFailedError',
]);

/** Server codes for: not the primary, shutting down, out of time (MongoDB's error_codes.yml). */
const SERVER_CODES = new Set<unknown>([6, 7, 50, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436]);

const SYSTEM_CODES = new Set<unknown>([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
]);

const MESSAGES = /buffering timed out|Stream isn't writeable|Connection is closed|Command timed out/;

/** Whether an error means that MongoDB or Redis cannot be reached now; the same request may work later. */
export function isDependencyDown(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  return (
    NAMES.has(error.name) ||
    SYSTEM_CODES.has(code) ||
    (error.name.startsWith('Mongo') && SERVER_CODES.has(code)) ||
    isTransient(error) ||
    MESSAGES.test(error.message)
  );
}

/** The driver has retried the transaction until its time was up. */
function isTransient(error: Error): boolean {
  const labelled = error as { hasErrorLabel?: (label: string) => boolean };
  return labelled.hasErrorLabel?.('TransientTransactionError') === true;
}
