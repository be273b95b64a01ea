import type { INestApplication } from '@nestjs/common';
import type { Request } from 'express';

/** Before every route of the REST contract; health, metrics, docs, the board and the console stand outside. */
export const API_PREFIX = 'api/v1';
const OUTSIDE = ['health/live', 'health/ready', 'health/all', 'metrics', 'admin/queues'];

const UNDER_API = /^\/api\/v1(\/|$)/i;
const ADMIN = /^(\/api\/v1)?\/admin(\/|$)/i;
const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Puts the prefix before the routes that are under it. */
export function prefixRoutes(app: INestApplication): void {
  app.setGlobalPrefix(API_PREFIX, { exclude: OUTSIDE });
}

export function isUnderApi(request: Request): boolean {
  return UNDER_API.test(request.path);
}

/** Whether a route is for admins: by its path, as declared and as called, so that a new one is covered unasked. */
export function isAdminRoute(request: Request): boolean {
  const declared = (request.route as { path?: unknown } | undefined)?.path;
  return ADMIN.test(request.path) || (typeof declared === 'string' && ADMIN.test(declared));
}

/** Whether the method may change something. */
export function isWriting(request: Request): boolean {
  return !READING.has(request.method);
}
