/** The database cannot carry money; `message` says what is missing and what to do. */
export class UnsuitableDatabaseError extends Error {
  readonly code = 'UNSUITABLE_DATABASE';
}
