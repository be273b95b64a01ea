import { Types } from 'mongoose';

/** A cursor that no page gave out. */
export class InvalidEntryCursorError extends Error {
  readonly code = 'INVALID_CURSOR';
  override readonly name = 'InvalidEntryCursorError';
  readonly details = [{ field: 'cursor', message: 'must be the nextCursor of an earlier page' }];
}

/** 12 bytes in base64url. */
const FORM = /^[\w-]{16}$/;

/** The place in a list of entries after the one of this id, opaque to clients. */
export function toEntryCursor(id: Types.ObjectId): string {
  return Buffer.from(id.toHexString(), 'hex').toString('base64url');
}

/** @throws InvalidEntryCursorError */
export function fromEntryCursor(cursor: string): Types.ObjectId {
  if (!FORM.test(cursor)) throw new InvalidEntryCursorError('The cursor is not one of this list.');
  return new Types.ObjectId(Buffer.from(cursor, 'base64url').toString('hex'));
}
