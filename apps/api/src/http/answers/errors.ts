/** What is wrong with one field of a request, and what would be right. */
export interface FieldError {
  /** Path in the body, such as `distributionSlots.0.rosPercentage`, or name of a parameter. */
  readonly field: string;
  readonly message: string;
  /** What was sent, if it is short and no secret. */
  readonly value?: string | number | boolean | null;
}

/** Field errors in one answer: nobody mends more at a time, and an answer must not be many times its request. */
export const MAX_PROBLEMS = 20;
/** Bytes of JSON that a name or a value takes in an answer, and a sentence. */
const MAX_QUOTED = 100;
const MAX_SENTENCE = 250;

/** The request itself is not right. */
export class ValidationFailedError extends Error {
  readonly code = 'VALIDATION_FAILED';
  override readonly name = 'ValidationFailedError';
  /** The first ones, with long names and values cut short. */
  readonly details: readonly FieldError[];

  constructor(problems: readonly FieldError[]) {
    const details = problems.slice(0, MAX_PROBLEMS).map(shortened);
    super(summary(details, problems.length));
    this.details = details;
  }
}

function shortened({ field, message, value }: FieldError): FieldError {
  const told = typeof value === 'string' ? cut(value, MAX_QUOTED) : value;
  return {
    field: cut(field, MAX_QUOTED),
    message: cut(message, MAX_SENTENCE),
    ...(told === undefined ? {} : { value: told }),
  };
}

/** @param bytes that the text may take as JSON, where a control character takes six */
function cut(text: string, bytes: number): string {
  const start = text.slice(0, bytes);
  if (start.length === text.length && sizeOf(text) <= bytes) return text;
  let end = start.length;
  while (end > 0 && sizeOf(start.slice(0, end)) > bytes) end = Math.floor(end * 0.8);
  return `${start.slice(0, end)}…`;
}

function sizeOf(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}

function summary(details: readonly FieldError[], count: number): string {
  const [first] = details;
  if (first === undefined) return 'The request is not valid.';
  const more = count > 1 ? ` (and ${count - 1} more)` : '';
  return `The request is not valid: ${first.field} ${first.message}${more}`;
}

/** Signed in, but not allowed. */
export class ForbiddenError extends Error {
  readonly code = 'FORBIDDEN';
  override readonly name = 'ForbiddenError';
}

/** An admin, but without the scope that the route needs. */
export class ScopeMissingError extends Error {
  readonly code = 'SCOPE_MISSING';
  override readonly name = 'ScopeMissingError';

  constructor(anyOf: readonly string[]) {
    super(`This needs the scope ${anyOf.join(' or ')}, which this account does not have.`);
  }
}

/** Bull Board shows and changes nothing. */
export class ReadOnlyError extends Error {
  readonly code = 'READ_ONLY';
  override readonly name = 'ReadOnlyError';

  constructor() {
    super('The board is read-only. Retry slots through the API, which asks for a 2FA code.');
  }
}

/** A limit of requests per minute is reached. */
export class TooManyRequestsError extends Error {
  readonly code = 'TOO_MANY_REQUESTS';
  override readonly name = 'TooManyRequestsError';

  constructor(readonly retryAfterSeconds: number) {
    super(`Too many requests. Try again in ${retryAfterSeconds} seconds.`);
  }
}

/** Something that the API stands on does not answer. */
export class DependencyDownError extends Error {
  readonly code = 'DEPENDENCY_DOWN';
  override readonly name = 'DependencyDownError';

  /** @param details one for each dependency that is down */
  constructor(
    message: string,
    readonly details?: readonly FieldError[],
  ) {
    super(message);
  }
}

/** A route under /admin changes something and is not declared with `AdminMutation`. */
export class UnprotectedMutationError extends Error {
  readonly code = 'UNPROTECTED_MUTATION';
  override readonly name = 'UnprotectedMutationError';
}

/** The body has more bytes than the route takes. */
export class PayloadTooLargeError extends Error {
  readonly code = 'PAYLOAD_TOO_LARGE';
  override readonly name = 'PayloadTooLargeError';

  constructor(kilobytes: number) {
    super(`The body is too large: at most ${kilobytes} kB.`);
  }
}

/** The body is of a kind that the API does not read. */
export class UnsupportedMediaTypeError extends Error {
  readonly code = 'UNSUPPORTED_MEDIA_TYPE';
  override readonly name = 'UnsupportedMediaTypeError';
}

/** The client takes none of the media types that the route can answer. */
export class NotAcceptableError extends Error {
  readonly code = 'NOT_ACCEPTABLE';
  override readonly name = 'NotAcceptableError';

  constructor(types: readonly string[]) {
    super(`This is answered as ${types.join(', ')}: let the header Accept take one of them.`);
  }
}
