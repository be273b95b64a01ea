import type { Distribution } from '#lib/slots';

/** @returns why FAILED distributions failed, in words */
export function reasonsOf(failed: readonly Distribution[]): string {
  return failed.map(({ error }) => error ?? 'unknown reason').join('; ');
}
