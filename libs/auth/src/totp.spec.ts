import { generate } from 'otplib';
import { isCode, newTotpSecret, otpauthUri, secondsUntilAfter, stepOfCode, usableTotpSecret } from './totp.js';

/** RFC 6238, appendix B: the ASCII secret 12345678901234567890 in base32, and the last 6 of its 8 digits. */
const RFC_SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const RFC_VECTORS = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
] as const;

const at = (seconds: number): Date => new Date(seconds * 1000);

describe('a time-based code', () => {
  it.each(RFC_VECTORS)('at %i s is the one of RFC 6238: %s', async (seconds, code) => {
    expect(await stepOfCode(RFC_SECRET, code, at(seconds))).toBe(Math.floor(seconds / 30));
  });

  it('is good for one step of drift either way, to the second', async () => {
    const code = await generate({ secret: RFC_SECRET, epoch: 3_000 });
    expect(await stepOfCode(RFC_SECRET, code, at(2_969.999))).toBeNull();
    expect(await stepOfCode(RFC_SECRET, code, at(2_970))).toBe(100);
    expect(await stepOfCode(RFC_SECRET, code, at(3_000))).toBe(100);
    expect(await stepOfCode(RFC_SECRET, code, at(3_059.999))).toBe(100);
    expect(await stepOfCode(RFC_SECRET, code, at(3_060))).toBeNull();
  });

  it('has the form of 6 digits in a string, nothing else', () => {
    expect(isCode('012345')).toBe(true);
    for (const value of [
      '12345',
      '1234567',
      '12345a',
      ' 12345',
      '１２３４５６',
      123456,
      null,
      undefined,
      ['123456'],
      {},
    ]) {
      expect(isCode(value)).toBe(false);
    }
  });

  it('after a used one comes when its own step begins', () => {
    expect(secondsUntilAfter(100, at(3_010))).toBe(20);
    expect(secondsUntilAfter(100, at(3_029.5))).toBe(1);
    expect(secondsUntilAfter(101, at(3_010))).toBe(50);
    expect(secondsUntilAfter(99, at(3_010))).toBe(1);
  });

  it('comes from a secret of 160 bits that authenticator apps can read', () => {
    const secret = newTotpSecret();
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(otpauthUri(secret, 'ann@example.com')).toMatch(/^otpauth:\/\/totp\/.*ann%40example\.com.*secret=/);
  });
});

describe('a secret of another service', () => {
  it.each<[string, unknown, string | null]>([
    ['of 20 bytes', RFC_SECRET, RFC_SECRET],
    ['in groups, in small letters, with padding', 'gezd gnbv gy3t qojq-gezdgnbvgy3tqojq====', RFC_SECRET],
    ['of 16 bytes', 'JBSWY3DPEHPK3PXPJBSWY3DPEA', 'JBSWY3DPEHPK3PXPJBSWY3DPEA'],
    ['of 15 bytes', RFC_SECRET.slice(0, 24), null],
    ['of 65 bytes', 'A'.repeat(104), null],
    ['cut off within a byte', 'JBSWY3DPEHPK3PXPJBSWY3DPEB', null],
    ['with letters that base32 has not', RFC_SECRET.replace('G', '1'), null],
    ['that is none', undefined, null],
    ['that is empty', '', null],
  ])('%s', (_, value, usable) => {
    expect(usableTotpSecret(value)).toBe(usable);
  });
});
