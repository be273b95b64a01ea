import { mongo } from 'mongoose';
import { microsFromStored } from '#lib/database';

/** Options of reads whose values are kept as they are: int, long and double stay apart. */
export const RAW = { promoteValues: false } as const;

const { Decimal128, Double, Int32, Long } = mongo;

export function isDecimal(value: unknown): value is mongo.Decimal128 {
  return value instanceof Decimal128;
}

/** The millionths that a raw value stands for, as `microsFromStored`. Pure. */
export function rawMicros(value: unknown): bigint | null {
  return microsFromStored(value instanceof Double || value instanceof Int32 ? value.value : value);
}

/** For a report: a value in a few words. Pure. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value instanceof Double || value instanceof Int32) return String(value.value);
  if (value instanceof Long || value instanceof Decimal128) return value.toString();
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'no date' : value.toISOString();
  const text = value instanceof mongo.ObjectId ? value.toHexString() : (JSON.stringify(value) ?? typeof value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

const LONGEST_SHOWN = 60;
