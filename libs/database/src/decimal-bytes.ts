import { mongo } from 'mongoose';
import { formatMicros } from '#lib/money';

/*
 * Decimal128 is sign, exponent and coefficient in 16 bytes, the least significant first (IEEE 754-2008, binary integer
 * decimal encoding): bit 127 the sign, 126 to 113 the exponent + 6176, the rest the coefficient. The driver goes to and fro by
 * way of text, with 128-bit arithmetic in JavaScript; coefficients that are safe integers need neither.
 */
const EXPONENT_BIAS = 6_176;
const MICRO_EXPONENT = -6;
const SCALE_TO_MICROS = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000] as const;
const WORD = 2 ** 32;

/** @returns micros x 0.000001 with the fewest digits that tell it, as the driver's `fromString` makes it of "0.5" */
export function decimalFromMicros(micros: bigint): mongo.Decimal128 {
  const negative = micros < 0n;
  let coefficient = Number(negative ? -micros : micros);
  if (!Number.isSafeInteger(coefficient)) return mongo.Decimal128.fromString(formatMicros(micros));
  let exponent = MICRO_EXPONENT;
  while (exponent < 0 && coefficient % 10 === 0) {
    coefficient /= 10;
    exponent += 1;
  }
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, coefficient % WORD, true);
  view.setUint32(4, Math.floor(coefficient / WORD), true);
  view.setUint16(14, ((exponent + EXPONENT_BIAS) << 1) | (negative ? 0x8000 : 0), true);
  return new mongo.Decimal128(bytes);
}

/** @returns the exact micros; null for what this quick way cannot tell, as more digits or decimals, infinity or no number */
export function microsFromDecimal({ bytes }: mongo.Decimal128): bigint | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const top = view.getUint16(14, true);
  const scale = SCALE_TO_MICROS[((top & 0x7fff) >> 1) - EXPONENT_BIAS - MICRO_EXPONENT];
  const isLong = (top & 1) !== 0 || view.getUint16(12, true) !== 0 || view.getUint32(8, true) !== 0;
  if (scale === undefined || isLong) return null;
  const micros = (view.getUint32(4, true) * WORD + view.getUint32(0, true)) * scale;
  if (micros > Number.MAX_SAFE_INTEGER) return null;
  return BigInt((top & 0x8000) === 0 ? micros : -micros);
}
