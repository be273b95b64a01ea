/** Something took too long. */
export class TimeLimitError extends Error {
  readonly code = 'TIME_LIMIT';
}

/**
 * Waits for `work` at most `ms` milliseconds. The work itself goes on: give it only what may happen late.
 * @throws TimeLimitError
 */
export async function within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimeLimitError(`${what} took longer than ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
