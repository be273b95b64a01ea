/** What is wrong with one field of a request, and what would be right. */
export interface FieldError {
  /** Path in the body, such as `distributionSlots.0.rosPercentage`, or name of a parameter. */
  readonly field: string;
  readonly message: string;
  /** What was sent, if it is short and no secret. */
  readonly value?: string | number | boolean | null;
}

/** The request itself is not right. */
export class ValidationFailedError extends Error {
  readonly code = 'VALIDATION_FAILED';
  override readonly name = 'ValidationFailedError';

  constructor(readonly details: readonly FieldError[]) {
    super(summary(details));
  }
}

function summary(details: readonly FieldError[]): string {
  const [first] = details;
  if (first === undefined) return 'The request is not valid.';
  const more = details.length > 1 ? ` (and ${details.length - 1} more)` : '';
  return `The request is not valid: ${first.field} ${first.message}${more}`;
}

/** Signed in, but not allowed. */
export class ForbiddenError extends Error {
  readonly code = 'FORBIDDEN';
  override readonly name = 'ForbiddenError';
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

/** The body is of a kind that the API does not read. */
export class UnsupportedMediaTypeError extends Error {
  readonly code = 'UNSUPPORTED_MEDIA_TYPE';
  override readonly name = 'UnsupportedMediaTypeError';
}
