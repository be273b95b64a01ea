import type { VariableValues } from './variables.js';

/**
 * What is wrong with the variables of the platform's identity provider, in words.
 * @param values those that were read and are right by themselves
 */
export function identityProblems(
  { JWKS_URL, JWT_ISSUER, JWT_AUDIENCE }: { [Name in keyof VariableValues]?: unknown },
  production: boolean,
): string[] {
  if (typeof JWKS_URL !== 'string' || JWKS_URL === '') return [];
  const problems: string[] = [];
  if (JWT_ISSUER === '') problems.push('JWT_ISSUER is missing: with JWKS_URL set, tokens of one issuer are accepted');
  if (JWT_AUDIENCE === '') {
    problems.push('JWT_AUDIENCE is missing: with JWKS_URL set, tokens that are for other services must be refused');
  }
  const { protocol, hostname } = new URL(JWKS_URL);
  if (production && protocol !== 'https:' && !isLoopback(hostname)) {
    problems.push('JWKS_URL must begin with https:// in production, unless it is on this machine');
  }
  return problems;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
