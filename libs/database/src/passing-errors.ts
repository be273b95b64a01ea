import { mongo } from 'mongoose';

const PASSING_LABELS = [
  'TransientTransactionError',
  'UnknownTransactionCommitResult',
  'RetryableWriteError',
  'RetryableError',
  'SystemOverloadedError',
];

/** By the driver's class names, also of errors that cross a package boundary: no connection, no primary, no free slot. */
const PASSING_NAMES = new Set([
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoServerSelectionError',
  'MongoNotConnectedError',
  'MongoPoolClearedError',
  'MongoPoolClosedError',
  'MongoWaitQueueTimeoutError',
  'MongoTopologyClosedError',
  'MongoExpiredSessionError',
  'MongoOperationTimeoutError',
  'PoolClearedOnNetworkError',
  'MongooseServerSelectionError',
]);

/**
 * Codes of the server that tell of its state and not of what was asked (MongoDB's error_codes.yml: RetriableError,
 * NotPrimaryError, ShutdownError, NetworkError, ExceededTimeLimitError, and conflicts of transactions).
 */
const PASSING_CODES = new Set([
  6, // HostUnreachable
  7, // HostNotFound
  24, // LockTimeout
  46, // LockBusy
  50, // MaxTimeMSExpired
  63, // StaleShardVersion
  64, // WriteConcernFailed (the majority did not answer in time)
  79, // UnknownReplWriteConcern while a member reconfigures
  83, // CursorKilled by a failover
  89, // NetworkTimeout
  91, // ShutdownInProgress
  112, // WriteConflict
  133, // FailedToSatisfyReadPreference
  134, // ReadConcernMajorityNotAvailableYet
  175, // QueryPlanKilled
  189, // PrimarySteppedDown
  202, // NetworkInterfaceExceededTimeLimit
  225, // TransactionTooOld
  234, // RetryChangeStream
  237, // CursorKilled
  239, // SnapshotTooOld
  244, // TransactionAborted
  246, // SnapshotUnavailable
  251, // NoSuchTransaction
  262, // ExceededTimeLimit
  290, // TransactionExceededLifetimeLimitSeconds
  317, // ConnectionPoolExpired
  365, // TenantMigrationAborted
  384, // ConnectionError
  402, // TransactionAPIMustRetryTransaction
  462, // IngressRequestRateLimitExceeded
  9001, // SocketException
  10058, // LegacyNotPrimary
  10107, // NotWritablePrimary
  11600, // InterruptedAtShutdown
  11602, // InterruptedDueToReplStateChange
  13388, // StaleConfig
  13435, // NotPrimaryNoSecondaryOk
  13436, // NotPrimaryOrSecondary
]);

/** Mongoose gives up waiting for a connection with a plain error of this form. */
const BUFFERING = /buffering timed out after \d+ms|Operation .* was interrupted|before initial connection is complete/;
const NETWORK = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
]);
/** An error that was wrapped more often than this is read no further. */
const DEEPEST = 8;

/**
 * True for what the same call may well survive a moment later: an election, a server that is away or shuts down, others
 * who wrote the same. Known by label, code and class, also inside what wraps it. A unique index that refuses, a value that
 * is none, a right that is missing do not pass.
 */
export function isPassing(error: unknown): boolean {
  let current: unknown = error;
  for (let depth = 0; depth < DEEPEST && typeof current === 'object' && current !== null; depth += 1) {
    if (passesItself(current)) return true;
    const { cause, reason, originalError, errorResponse } = current as Readonly<Record<string, unknown>>;
    const inner = [cause, originalError, reason, errorResponse].find((one) => typeof one === 'object' && one !== null);
    if (inner === undefined) return false;
    current = inner;
  }
  return false;
}

function passesItself(error: object): boolean {
  const { name, code, message } = error as { name?: unknown; code?: unknown; message?: unknown };
  if (typeof code === 'number' && code === 11_000) return false;
  if (error instanceof mongo.MongoError && PASSING_LABELS.some((label) => error.hasErrorLabel(label))) return true;
  if (typeof name === 'string' && PASSING_NAMES.has(name)) return true;
  if (typeof code === 'number' && PASSING_CODES.has(code)) return true;
  if (typeof code === 'string' && NETWORK.has(code)) return true;
  return name === 'MongooseError' && typeof message === 'string' && BUFFERING.test(message);
}
