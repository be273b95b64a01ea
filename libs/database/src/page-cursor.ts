import { Types } from 'mongoose';

/** A cursor that no page gave out. */
export class InvalidCursorError extends Error {
  readonly code = 'INVALID_CURSOR';
  override readonly name = 'InvalidCursorError';
  readonly details = [{ field: 'cursor', message: 'must be the nextCursor of an earlier page' }];
}

/** Where a page ends: the value by which the list is sorted, and the id that decides between equal ones. */
export interface PagePlace {
  readonly at: number;
  readonly id: PageId;
}

/** What documents have as `_id`; those of other services may have text or numbers. */
export type PageId = Types.ObjectId | string | number;

const OBJECT_ID = /^[0-9a-f]{24}$/;

/** A place in a list, opaque to clients. */
export function toPageCursor({ at, id }: PagePlace): string {
  const named = id instanceof Types.ObjectId ? [at, id.toHexString(), 1] : [at, id];
  return Buffer.from(JSON.stringify(named)).toString('base64url');
}

/** @throws InvalidCursorError */
export function fromPageCursor(cursor: string): PagePlace {
  const place = readPlace(Buffer.from(cursor, 'base64url').toString());
  if (place === null || toPageCursor(place) !== cursor) {
    throw new InvalidCursorError('The cursor is not one of this list.');
  }
  return place;
}

function readPlace(text: string): PagePlace | null {
  const [at, id, isObjectId] = readList(text);
  if (typeof at !== 'number' || !Number.isFinite(at)) return null;
  if (isObjectId !== undefined)
    return typeof id === 'string' && OBJECT_ID.test(id) ? { at, id: new Types.ObjectId(id) } : null;
  return typeof id === 'string' || typeof id === 'number' ? { at, id } : null;
}

function readList(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? (value as unknown[]) : [];
  } catch {
    return [];
  }
}
