import { Types, mongo } from 'mongoose';
import { valueAt } from '#lib/database';

/** What stands at the first of these paths that is there; undefined where none is. Pure. */
export function firstAt(document: unknown, paths: readonly string[]): unknown {
  for (const path of paths) {
    const value = valueAt(document, path);
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

/** A whole number that is written as one, whatever its type in the database; null for anything else. Pure. */
export function wholeNumber(value: unknown): number | null {
  const number = value instanceof mongo.Long ? value.toNumber() : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : null;
}

/** The id that a value is or spells, as text; null for anything else. Pure. */
export function idOf(value: unknown): string | null {
  if (value instanceof Types.ObjectId) return value.toHexString();
  return typeof value === 'string' && /^[0-9a-f]{24}$/i.test(value) ? value.toLowerCase() : null;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;

/** A date of the database, or an ISO text that names one instant; null for anything else. Pure. */
export function instantOf(value: unknown): Date | null {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value;
  if (typeof value !== 'string' || !INSTANT.test(value)) return null;
  const instant = new Date(value);
  return Number.isNaN(instant.getTime()) ? null : instant;
}
