import { mongo } from 'mongoose';
import type { StoredAmount } from '../plan/round.js';

const { Decimal128, Double, Int32 } = mongo;

/** An amount as another service writes it; undefined: not at all. */
export function asStored({ type, text }: StoredAmount): unknown {
  switch (type) {
    case 'decimal':
      return Decimal128.fromString(text);
    case 'double':
      return new Double(Number(text));
    case 'int':
      return new Int32(Number(text));
    case 'text':
      return text;
    case 'null':
      return null;
    case 'missing':
      return undefined;
  }
}

/** `1234567` millionths as they are stored. */
export function decimalOf(micros: bigint): mongo.Decimal128 {
  const digits = (micros < 0n ? -micros : micros).toString().padStart(7, '0');
  return Decimal128.fromString(`${micros < 0n ? '-' : ''}${digits.slice(0, -6)}.${digits.slice(-6)}`);
}
