import { createHash } from 'node:crypto';

/**
 * The fingerprint by which a repeated request is known.
 * @param body the body without its 2FA code, which differs from one try to the next; the order of keys does not matter
 */
export function requestHash({ method, path, body }: { method: string; path: string; body: unknown }): string {
  return createHash('sha256')
    .update(`${method} ${path}\n${canonical(body)}`)
    .digest('hex');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`);
  return `{${entries.join(',')}}`;
}
