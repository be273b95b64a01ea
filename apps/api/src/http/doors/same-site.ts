import type { Request } from 'express';
import { ForbiddenError } from '../answers/errors.js';

/**
 * Refuses what a page of another site has a browser send along with our cookies, or with a form of its own. Programs
 * send neither header.
 * @param trusted origins of other sites that are ours too
 * @throws ForbiddenError
 */
export function assertSameSite(request: Request, trusted: readonly string[] = []): void {
  const origin = request.get('origin');
  if (origin !== undefined && trusted.includes(origin)) return;
  const site = request.get('sec-fetch-site');
  const isOwn = site === undefined || site === 'same-origin' || site === 'none';
  if (!isOwn || (origin !== undefined && hostOf(origin) !== request.host)) {
    throw new ForbiddenError('This is not taken from pages of other sites.');
  }
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
