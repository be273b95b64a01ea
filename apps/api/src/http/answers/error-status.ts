/**
 * Every stable error code and the HTTP status that it is answered with (docs/specification.md 3, Status codes).
 * `internal` codes are answered as INTERNAL_ERROR without their message, for they tell of us, not of the request;
 * `dependency` codes as DEPENDENCY_DOWN. A test compares the table with the codes of all error classes.
 */
export const ERROR_STATUS = {
  // the request
  VALIDATION_FAILED: 400,
  MALFORMED_JSON: 400,
  BAD_REQUEST: 400,
  INVALID_AMOUNT: 400,
  INVALID_RATE: 400,
  INVALID_DATE: 400,
  INVALID_TIME: 400,
  INVALID_CURSOR: 400,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  ROUTE_NOT_FOUND: 404,
  READ_ONLY: 405,
  NOT_ACCEPTABLE: 406,

  // who asks
  UNAUTHENTICATED: 401,
  SESSION_ENDED: 401,
  INVALID_CREDENTIALS: 401,
  FORBIDDEN: 403,
  SCOPE_MISSING: 403,
  TWO_FA_REQUIRED: 403,
  TWO_FA_INVALID: 403,
  TWO_FA_CODE_USED: 403,
  TWO_FA_NOT_ENABLED: 403,
  ENROLMENT_REQUIRED: 403,
  ENROLMENT_INVALID: 403,
  OWN_PROPOSAL: 403,
  TWO_FA_ALREADY_ENABLED: 409,
  TWO_FA_NOT_SET_UP: 409,
  NO_CREDENTIAL: 409,
  NOT_AN_ADMIN: 409,
  PROVIDER_SESSION: 409,
  ACCOUNT_LOCKED: 429,
  TOO_MANY_REQUESTS: 429,

  // sent again
  IDEMPOTENCY_KEY_REUSED: 409,
  IDEMPOTENCY_IN_PROGRESS: 409,

  // the state of a day
  DECLARATION_NOT_FOUND: 404,
  SLOT_NOT_FOUND: 404,
  POOL_NOT_FOUND: 404,
  ALERT_NOT_FOUND: 404,
  USER_NOT_FOUND: 404,
  ENTRY_NOT_FOUND: 404,
  ALREADY_DECLARED: 409,
  ALREADY_DISTRIBUTED: 409,
  SLOT_STATE_CONFLICT: 409,
  ALREADY_QUEUED: 409,
  SLOT_REVERSED: 409,
  DISTRIBUTION_CANCELLED: 409,
  NOT_ORDERED: 409,
  PREVIEW_CHANGED: 409,
  LIMIT_EXCEEDED: 409,
  PROPOSAL_NOT_FOUND: 404,
  PROPOSAL_CLOSED: 409,
  PROPOSAL_EXPIRED: 409,
  PROPOSAL_STALE: 409,
  SLOT_NOT_CLOSED: 409,
  LEDGER_CHANGED: 409,

  // ours
  DISTRIBUTION_FAILED: 500,
  INTERNAL_ERROR: 500,
  DEPENDENCY_DOWN: 503,
  TIME_LIMIT: 'dependency',
  COURIER_AWAY: 'dependency',
  IDENTITY_PROVIDER_AWAY: 'dependency',
  UNPROTECTED_MUTATION: 'internal',
  INVALID_CONFIGURATION: 'internal',
  INVALID_TIME_ZONE: 'internal',
  UNSUITABLE_DATABASE: 'internal',
  DATABASE_AWAY: 'internal',
  UNSUITABLE_REDIS: 'internal',
  NOT_AN_AMOUNT: 'internal',
  LEASE_LOST: 'internal',
  NO_SPLIT: 'internal',
  QUEUE_TAKEN: 'internal',
  CLOCK_NOT_SET: 'dependency',
  LEDGER_COUNT_MISMATCH: 'internal',
  SECRET_UNREADABLE: 'internal',
  ADOPTION_RUNS: 'internal',
  ADOPTION_LOST: 'internal',
  INVALID_MAPPING: 'internal',
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERROR_STATUS, code);
}
