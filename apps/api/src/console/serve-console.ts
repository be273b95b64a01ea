import { randomBytes } from 'node:crypto';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { ConsoleFiles } from './console-files.js';

/** Where the console is; outside the API's prefix. */
const CONSOLE_PATH = '/console';
const ASSETS = '/assets/';
const A_YEAR_S = 31_536_000;
const NONCE_BYTES = 16;

/**
 * Serves the console (docs/specification.md 7): files whose names are hashes for ever, and for every other path beneath
 * the page, never kept, with a nonce of its own for the styles that it writes.
 */
export function serveConsole(app: NestExpressApplication): void {
  const files = ConsoleFiles.read();
  app.use(CONSOLE_PATH, (request: Request, response: Response, next: NextFunction) => {
    if (files === null || (request.method !== 'GET' && request.method !== 'HEAD')) return next();
    return request.path.startsWith(ASSETS) ? sendAsset(files, request, response, next) : sendPage(files, response);
  });
}

function sendPage(files: ConsoleFiles, response: Response): void {
  const nonce = randomBytes(NONCE_BYTES).toString('base64');
  response.setHeader('Content-Security-Policy', policyWith(nonce));
  response.setHeader('Cache-Control', 'no-store');
  response.type('html').send(files.pageWith(nonce));
}

function sendAsset(files: ConsoleFiles, request: Request, response: Response, next: NextFunction): void {
  const file = files.asset(request.path.slice(ASSETS.length));
  if (file === null) return next();
  const zipped = request.acceptsEncodings('gzip') === 'gzip';
  response.setHeader('Content-Type', file.type);
  response.setHeader('Cache-Control', `public, max-age=${A_YEAR_S}, immutable`);
  response.setHeader('Vary', 'Accept-Encoding');
  if (zipped) response.setHeader('Content-Encoding', 'gzip');
  response.end(zipped ? file.zipped : file.plain);
}

/** Scripts of this server alone, and no other host for anything. Attributes of style are written by script, which needs no leave. */
function policyWith(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
