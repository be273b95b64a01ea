import fc from 'fast-check';
import { mongo } from 'mongoose';
import { decimalStringToMicros, formatMicros } from '#lib/money';
import { decimalFromMicros, microsFromDecimal } from './decimal-bytes.js';

const { Decimal128 } = mongo;
const anyMicros = fc.oneof(
  fc.bigInt({ min: -(10n ** 27n), max: 10n ** 27n }),
  fc.bigInt({ min: -(2n ** 55n), max: 2n ** 55n }),
  fc
    .tuple(fc.bigInt({ min: -(10n ** 6n), max: 10n ** 6n }), fc.nat(9))
    .map(([some, zeros]) => some * 10n ** BigInt(zeros)),
);

describe('the bytes of a Decimal128', () => {
  it('of any number of millionths are those that the driver makes of its text', () => {
    fc.assert(
      fc.property(anyMicros, (micros) => {
        const { bytes } = decimalFromMicros(micros);
        expect(Buffer.from(bytes)).toEqual(Buffer.from(Decimal128.fromString(formatMicros(micros)).bytes));
      }),
    );
  });

  it.each(['0', '1', '-1', '0.000001', '-0.000001', '0.5', '10', '1000000', '9007199254.740991', '9007199254.740992'])(
    '%s goes to and fro',
    (text) => {
      const micros = decimalStringToMicros(text)!;
      expect(decimalFromMicros(micros).toString()).toBe(text);
      expect([micros, null]).toContain(microsFromDecimal(Decimal128.fromString(text)));
    },
  );

  it('of any sign, digits and exponent are told as the text tells them, or not at all', () => {
    const anyText = fc
      .tuple(fc.constantFrom('', '-'), fc.bigInt({ min: 0n, max: 10n ** 34n - 1n }), fc.integer({ min: -60, max: 60 }))
      .map(([sign, digits, exponent]) => `${sign}${digits}E${exponent}`);
    fc.assert(
      fc.property(anyText, (text) => {
        const told = microsFromDecimal(Decimal128.fromString(text));
        expect([decimalStringToMicros(text), null]).toContain(told);
      }),
      { numRuns: 1_000 },
    );
  });

  it('of up to 15 digits and 6 decimals are always told', () => {
    const money = fc.bigInt({ min: -(2n ** 53n - 1n), max: 2n ** 53n - 1n });
    fc.assert(fc.property(money, (micros) => expect(microsFromDecimal(decimalFromMicros(micros))).toBe(micros)));
  });

  it.each(['NaN', 'Infinity', '-Infinity', '1E-7', '1E+7', '9.999999999999999999999999999999999E+6144', '1E-6176'])(
    '%s is left to its text',
    (text) => expect(microsFromDecimal(Decimal128.fromString(text))).toBeNull(),
  );

  it('with the digits beyond the first 113 bits are left to their text', () => {
    const bytes = new Uint8Array(16).fill(255);
    bytes[15] = 0x6f;
    expect(microsFromDecimal(new Decimal128(bytes))).toBeNull();
  });
});
