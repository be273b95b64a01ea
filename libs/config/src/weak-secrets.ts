import type { VariableName } from './variables.js';

/** As long as the keys that are made of them. */
const MIN_BYTES = 32;
/** 32 random characters of any alphabet have more. */
const MIN_DIFFERENT = 8;
/** What stands in examples, tests and guides is known to everybody. */
const PUBLISHED =
  /change[-_ ]?me|for[-_ ]tests|test[-_ ](jwt|secrets?)[-_ ]|of-at-least-32|your[-_ ](jwt[-_ ])?secret|example|demo[-_ ](secret|key)|0123456789abcdef/i;

/** Secrets, by the variable that holds them. */
export const SECRET_VARIABLES = [
  'JWT_SECRET',
  'SECRETS_KEY',
  'SECRETS_KEY_PREVIOUS',
  'ALERT_WEBHOOK_SECRET',
] as const satisfies readonly VariableName[];

/**
 * Secrets that must not be used in production, in words.
 * @param secrets by variable; empty ones are none
 */
export function weakSecrets(secrets: ReadonlyMap<VariableName, string>): string[] {
  const seen = new Map<string, VariableName>();
  const problems: string[] = [];
  for (const [name, secret] of secrets) {
    if (secret === '') continue;
    const twin = seen.get(secret);
    seen.set(secret, name);
    const weakness = twin === undefined ? weaknessOf(secret) : `is the same as ${twin}`;
    if (weakness !== null) problems.push(`${name} is too weak for production: it ${weakness}`);
  }
  return problems;
}

function weaknessOf(secret: string): string | null {
  const different = new Set(secret).size;
  if (different === 1) return 'is one character over and over';
  if (different < MIN_DIFFERENT) return `has only ${different} different characters`;
  const bytes = Buffer.byteLength(secret.trim());
  if (bytes < MIN_BYTES) return `has ${bytes} bytes, and ${MIN_BYTES} are needed`;
  return PUBLISHED.test(secret) ? 'is published, or looks like an example' : null;
}
