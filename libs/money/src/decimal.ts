/** Money and rates alike carry six decimals, so one unit of either is a millionth ("micro"). */
const DECIMALS = 6;
const MICROS_PER_UNIT = 1_000_000;

const SCALE_TO_MICROS = [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1] as const;

/** Decimal128 ends below 10^6145; refusing more keeps "1E+999999999" from filling the memory. */
const MAX_INTEGER_DIGITS = 6145;

const CODE_0 = 48;
const CODE_9 = 57;
const CODE_MINUS = 45;
const CODE_POINT = 46;

/**
 * The exact number of millionths in a decimal string as Decimal128 prints it ("123.45", "-5", "1E+3", "1.23E-5").
 * For the hot path: plain numbers of up to about 15 digits take one pass over the characters, without allocation.
 *
 * @param text a decimal string; zeros after the sixth decimal are fine
 * @returns millionths (1 = 0.000001), or null if `text` is not a finite number within Decimal128's range, or has a
 *   decimal other than zero after the sixth
 * @see docs/specification.md 2, Money
 */
export function decimalStringToMicros(text: string): bigint | null {
  const end = text.length;
  const negative = text.charCodeAt(0) === CODE_MINUS;
  const first = negative ? 1 : 0;

  let digits = 0;
  let point = -1;
  for (let at = first; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code >= CODE_0 && code <= CODE_9) digits = digits * 10 + (code - CODE_0);
    else if (code === CODE_POINT && point === -1) point = at;
    else return anyDecimalStringToMicros(text);
  }

  const integerEnd = point === -1 ? end : point;
  const scale = SCALE_TO_MICROS[point === -1 ? 0 : end - point - 1];
  if (integerEnd === first || point === end - 1 || scale === undefined) return anyDecimalStringToMicros(text);

  const micros = digits * scale;
  if (micros > Number.MAX_SAFE_INTEGER) return anyDecimalStringToMicros(text);
  return BigInt(negative ? -micros : micros);
}

function anyDecimalStringToMicros(text: string): bigint | null {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (match === null) return null;
  const [, sign, integer = '', fraction = '', exponent = '0'] = match;

  const digits = (integer + fraction).replace(/^0+/, '');
  if (digits === '') return 0n;

  const shift = Number(exponent) - fraction.length + DECIMALS;
  const micros = shift >= 0 ? shiftLeft(digits, shift) : shiftRightExactly(digits, -shift);
  return micros === null || sign === '' ? micros : -micros;
}

function shiftLeft(digits: string, places: number): bigint | null {
  if (digits.length + places > MAX_INTEGER_DIGITS + DECIMALS) return null;
  return BigInt(digits) * 10n ** BigInt(places);
}

function shiftRightExactly(digits: string, places: number): bigint | null {
  const kept = digits.slice(0, -places);
  const dropped = digits.slice(-places);
  if (kept.length > MAX_INTEGER_DIGITS + DECIMALS || !/^0+$/.test(dropped)) return null;
  return BigInt(kept);
}

/**
 * The exact decimal string of a number of millionths, without trailing zeros: 1234560000n is "1234.56".
 *
 * @param micros millionths, of any size and sign
 */
export function formatMicros(micros: bigint): string {
  const sign = micros < 0n ? '-' : '';
  const digits = (micros < 0n ? -micros : micros).toString().padStart(DECIMALS + 1, '0');
  const fraction = digits.slice(-DECIMALS).replace(/0+$/, '');
  return sign + digits.slice(0, -DECIMALS) + (fraction === '' ? '' : '.' + fraction);
}

/**
 * The double nearest to a number of millionths; it prints as the exact decimal up to 15 significant digits.
 *
 * @param micros millionths, of any size and sign
 */
export function microsToNumber(micros: bigint): number {
  const safe = micros >= Number.MIN_SAFE_INTEGER && micros <= Number.MAX_SAFE_INTEGER;
  // Both operands of the division are exact here, and IEEE 754 rounds one division correctly.
  return safe ? Number(micros) / MICROS_PER_UNIT : Number(formatMicros(micros));
}

/** Why an input is not a decimal number of at least 0 with at most six decimals. */
export type DecimalProblem = 'TYPE' | 'NOT_FINITE' | 'NEGATIVE' | 'TOO_LONG' | 'NOTATION' | 'TOO_MANY_DECIMALS';

/** Longer than any number with 34 digits, Decimal128's precision; nobody writes an amount in more. */
const MAX_INPUT_CHARACTERS = 40;

/**
 * Reads what a client sent as a decimal number: a JSON number, by its shortest decimal representation (so that 0.1 is
 * one tenth and 0.1 + 0.2 has 17 decimals), or a string in plain decimal notation ("1234.56": digits, and a point with
 * digits if need be; no sign, space, exponent, superfluous leading zero or separator). -0 the number is 0.
 *
 * @returns millionths, or the problem
 */
export function readMicros(input: unknown): bigint | DecimalProblem {
  if (typeof input === 'number') return readNumber(input);
  if (typeof input === 'string') return readPlainDecimal(input);
  return 'TYPE';
}

function readNumber(input: number): bigint | DecimalProblem {
  if (!Number.isFinite(input)) return 'NOT_FINITE';
  if (input < 0) return 'NEGATIVE';
  return decimalStringToMicros(String(input)) ?? 'TOO_MANY_DECIMALS';
}

function readPlainDecimal(text: string): bigint | DecimalProblem {
  if (text.length > MAX_INPUT_CHARACTERS) return 'TOO_LONG';
  if (/^-(0|[1-9]\d*)(\.\d+)?$/.test(text)) return 'NEGATIVE';
  if (!/^(0|[1-9]\d*)(\.\d+)?$/.test(text)) return 'NOTATION';
  return decimalStringToMicros(text) ?? 'TOO_MANY_DECIMALS';
}

const PROBLEMS: Readonly<Record<DecimalProblem, string>> = {
  TYPE: 'must be a JSON number or a numeric string',
  NOT_FINITE: 'must be a finite number',
  NEGATIVE: 'must be 0 or more, without a sign',
  TOO_LONG: `must be written in at most ${MAX_INPUT_CHARACTERS} characters`,
  NOTATION:
    'must be in plain decimal notation, such as 1234.56: digits with at most one point, ' +
    'no sign, spaces, exponent, leading zeros or thousands separators',
  TOO_MANY_DECIMALS: `must have at most ${DECIMALS} decimals`,
};

/** A problem in words that say what would be right, to follow the subject: "must have at most 6 decimals". */
export function describeProblem(problem: DecimalProblem): string {
  return PROBLEMS[problem];
}

/** What was given, short enough for an error message. */
export function quoteInput(input: unknown): string {
  if (typeof input === 'number') return Object.is(input, -0) ? '-0' : String(input);
  if (typeof input !== 'string') return input === null ? 'null' : Array.isArray(input) ? 'an array' : typeof input;
  return JSON.stringify(input.length > MAX_INPUT_CHARACTERS ? input.slice(0, MAX_INPUT_CHARACTERS) + '…' : input);
}
