import type { Document } from 'bson';

/** MongoDB's error codes that the gateway answers with, by the name the server gives them. */
const ERROR_CODE = {
  InternalError: 1,
  BadValue: 2,
  FailedToParse: 9,
  TypeMismatch: 14,
  Overflow: 15,
  IllegalOperation: 20,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  MaxTimeMSExpired: 50,
  DollarPrefixedFieldName: 52,
  EmptyFieldName: 56,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  IndexAlreadyExists: 68,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  WriteConflict: 112,
  CommandNotSupported: 115,
  ConflictingOperationInProgress: 117,
  DocumentValidationFailure: 121,
  NoSuchTransaction: 251,
  OperationNotSupportedInTransaction: 263,
  TransactionExceededLifetimeLimitSeconds: 290,
  DuplicateKey: 11000,
  NotWritablePrimary: 10107,
  BSONObjectTooLarge: 10334,
  NotPrimaryNoSecondaryOk: 13435,
  Location40324: 40324,
} as const;

type ErrorName = keyof typeof ERROR_CODE;

/** PostgreSQL's own classes, and those of DocumentDB, which begin with M. */
const BY_SQLSTATE: Readonly<Record<string, ErrorName>> = {
  '40001': 'WriteConflict',
  '40P01': 'WriteConflict',
  '55P03': 'WriteConflict',
  '25P02': 'NoSuchTransaction',
  '23505': 'DuplicateKey',
  '23P01': 'DuplicateKey',
  '42P07': 'NamespaceExists',
  '57014': 'MaxTimeMSExpired',
  M001C: 'DuplicateKey',
  M0001: 'BadValue',
  M0003: 'FailedToParse',
  M0004: 'TypeMismatch',
  M0005: 'Overflow',
  M0006: 'IllegalOperation',
  M0008: 'NamespaceNotFound',
  M0009: 'IndexNotFound',
  M000A: 'PathNotViable',
  M000D: 'ConflictingUpdateOperators',
  M000E: 'CursorNotFound',
  M000F: 'NamespaceExists',
  M000G: 'DollarPrefixedFieldName',
  M000J: 'EmptyFieldName',
  M000M: 'ImmutableField',
  M000N: 'CannotCreateIndex',
  M000O: 'IndexAlreadyExists',
  M000P: 'InvalidOptions',
  M000Q: 'InvalidNamespace',
  M000R: 'IndexOptionsConflict',
  M000S: 'IndexKeySpecsConflict',
  M000U: 'CommandNotSupported',
  M0016: 'OperationNotSupportedInTransaction',
  M001B: 'BSONObjectTooLarge',
  M007U: 'Location40324',
  M00CO: 'DocumentValidationFailure',
  M00F1: 'WriteConflict',
  M00F6: 'NoSuchTransaction',
};

export const TRANSIENT_LABEL = 'TransientTransactionError';
export const RETRYABLE_WRITE_LABEL = 'RetryableWriteError';

/** A command's failure, as MongoDB reports it. */
export class CommandError extends Error {
  constructor(
    readonly codeName: ErrorName,
    message: string,
    readonly labels: readonly string[] = [],
  ) {
    super(message);
  }

  /** The reply document that tells the driver. */
  toReply(): Document {
    return {
      ok: 0,
      errmsg: this.message,
      code: ERROR_CODE[this.codeName],
      codeName: this.codeName,
      ...(this.labels.length > 0 ? { errorLabels: [...this.labels] } : {}),
    };
  }
}

/** The connection to PostgreSQL is gone: whether the command was carried out is unknown. */
export class DatabaseLostError extends Error {}

/** Transactions that conflicted or vanished may be run again from their start; the driver does so at this label. */
function inTransactionLabels(codeName: ErrorName): readonly string[] {
  return codeName === 'WriteConflict' || codeName === 'NoSuchTransaction' ? [TRANSIENT_LABEL] : [];
}

/** Makes a MongoDB error of what a query threw. */
export function toCommandError(
  error: unknown,
  inTransaction: boolean,
  namespace = '',
): CommandError | DatabaseLostError {
  if (error instanceof CommandError || error instanceof DatabaseLostError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const codeName = codeNameOf(sqlStateOf(error) ?? '', message);
  const text = codeName === 'DuplicateKey' ? duplicateKeyMessage(message, namespace) : message;
  return new CommandError(codeName, text, inTransaction ? inTransactionLabels(codeName) : []);
}

/** A collection that another one creates at the same moment is in this one's way, but not in its snapshot. */
const LOST_CREATION_RACE = /^Unable to create (the specified collection|metadata database sentinel collection)/;

function codeNameOf(sqlState: string, message: string): ErrorName {
  if (LOST_CREATION_RACE.test(message)) return 'WriteConflict';
  return BY_SQLSTATE[sqlState] ?? 'InternalError';
}

/** The five characters with which PostgreSQL classifies an error; undefined when the server did not report it. */
function sqlStateOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('severity' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

const INDEX_IN_MESSAGE = /Index '(.+)'/;

/** MongoDB's wording, which callers look for; DocumentDB names the index only. */
function duplicateKeyMessage(message: string, namespace: string): string {
  if (message.startsWith('E11000 duplicate key error')) return message;
  const index = INDEX_IN_MESSAGE.exec(message)?.[1];
  if (index === undefined) return `E11000 duplicate key error: ${message}`;
  return `E11000 duplicate key error collection: ${namespace} index: ${index} dup key`;
}

/** The SQLSTATE that DocumentDB packs into a write error's code: six bits a character, low first, counted from '0'. */
function unpackSqlState(code: number): string {
  let rest = code;
  let text = '';
  for (let index = 0; index < 5; index += 1) {
    text += String.fromCharCode((rest & 0x3f) + 0x30);
    rest >>>= 6;
  }
  return text;
}

/** As DocumentDB reports it, its numbers still in BSON's types. */
interface WriteError {
  code: { valueOf(): number };
  errmsg: string;
}

/**
 * Translates the write errors of an insert, update or delete's reply. In a transaction it throws the CommandError
 * instead when one of them is a conflict: MongoDB reports those for the command as a whole.
 */
export function translateWriteErrors(reply: Document, inTransaction: boolean, namespace: string): Document {
  const errors = (reply['writeErrors'] ?? []) as WriteError[];
  const writeErrors = errors.map((error) => {
    const codeName = codeNameOf(unpackSqlState(error.code.valueOf()), error.errmsg);
    const labels = inTransaction ? inTransactionLabels(codeName) : [];
    if (labels.length > 0) throw new CommandError(codeName, error.errmsg, labels);
    const errmsg = codeName === 'DuplicateKey' ? duplicateKeyMessage(error.errmsg, namespace) : error.errmsg;
    return { ...error, code: ERROR_CODE[codeName], errmsg };
  });
  return { ...reply, ok: 1, writeErrors };
}
