import { Types } from 'mongoose';

/** The place in the list after the last entry of a page. */
export interface Place {
  readonly at: Date;
  readonly id: Types.ObjectId;
}

/** A cursor that no page gave out. */
export class InvalidCursorError extends Error {
  readonly code = 'INVALID_CURSOR';
  override readonly name = 'InvalidCursorError';
  readonly details = [{ field: 'cursor', message: 'must be the nextCursor of an earlier page' }];
}

const FORM = /^(\d{1,15})-([0-9a-f]{24})$/;

export function toCursor({ at, id }: Place): string {
  return `${at.getTime()}-${id.toHexString()}`;
}

/** @throws InvalidCursorError */
export function fromCursor(cursor: string): Place {
  const [, at, id] = FORM.exec(cursor) ?? [];
  if (at === undefined || id === undefined) throw new InvalidCursorError('The cursor is not one of this list.');
  return { at: new Date(Number(at)), id: new Types.ObjectId(id) };
}
