import type { Slot } from '#lib/slots';

/** @returns why FAILED distributions failed, in words */
export function reasonsOf(failed: readonly Slot[]): string {
  return failed.map(({ error }) => error ?? 'unknown reason').join('; ');
}
