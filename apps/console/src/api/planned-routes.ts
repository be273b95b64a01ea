import { ApiFailure } from '#lib/client';
import { fetchInSession } from './api.js';

/**
 * Routes of docs/specification.md 3.6 to 3.9 that the OpenAPI document may not have: an API without one answers 404
 * ROUTE_NOT_FOUND, and the screen says so.
 */
export async function ask<T>(
  method: 'GET' | 'POST',
  path: string,
  body?: object,
  headers: Record<string, string> = {},
) {
  const response = await fetchInSession(`/api/v1${path}`, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return (await response.json()) as { readonly data: T; readonly meta?: { readonly nextCursor?: string | null } };
}

export function isNotBuilt(error: unknown): boolean {
  return error instanceof ApiFailure && error.code === 'ROUTE_NOT_FOUND';
}

/** One entry of a day. */
export interface Payout {
  readonly _id?: string;
  readonly id?: string;
  readonly userId: string | null;
  readonly email?: string | null;
  readonly type: string;
  readonly amount: number | null;
  readonly slotNumber: number | null;
  readonly stakeId?: string | null;
  readonly createdAt: string | null;
}

/** A root of a finished slot. */
export interface ProofRoot {
  readonly date?: string | null;
  readonly key?: string;
  readonly slotNumber?: number | null;
  readonly root: string;
  readonly head?: string;
  readonly entries?: number;
  readonly createdAt?: string;
}

/** A day of the daily report. */
export interface ReportDay {
  readonly date: string;
  readonly stakes?: number;
  readonly users?: number;
  readonly ros?: number;
  readonly premiumPool?: number;
  readonly performancePool?: number;
  readonly pools?: number;
  readonly failures?: number;
  readonly reversals?: number;
  readonly reversed?: number;
  readonly latenessMs?: number | null;
}

/** What waits for a second admin. */
export interface Proposal {
  readonly id: string;
  readonly manifest?: unknown;
  readonly summary?: unknown;
  readonly status?: string;
  readonly proposedBy?: string | { readonly email?: string } | null;
  readonly createdAt?: string;
  readonly expiresAt: string;
  readonly holds?: boolean;
}
