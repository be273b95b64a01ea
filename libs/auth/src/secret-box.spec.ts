import { loadConfig, type AppConfig } from '#lib/config';
import { SecretUnreadableError } from './errors.js';
import { SecretBox } from './secret-box.js';

const KEY = 'k'.repeat(32);
const configWith = (secretsKey: string, previous = ''): AppConfig =>
  loadConfig({ JWT_SECRET: 'j'.repeat(32), SECRETS_KEY: secretsKey, SECRETS_KEY_PREVIOUS: previous });
const box = new SecretBox(configWith(KEY));

describe('a sealed secret', () => {
  it('opens with the key and the owner that it was sealed with', () => {
    expect(box.open(box.seal('JBSWY3DPEHPK3PXP', 'ann'), 'ann')).toBe('JBSWY3DPEHPK3PXP');
  });

  it('opens in another process with the same key', () => {
    expect(new SecretBox(configWith(KEY)).open(box.seal('s', 'ann'), 'ann')).toBe('s');
  });

  it('does not show the secret, and never looks the same twice', () => {
    const sealed = box.seal('JBSWY3DPEHPK3PXP', 'ann');
    expect(sealed).not.toContain('JBSWY3DPEHPK3PXP');
    expect(sealed).toMatch(/^v1\.[0-9a-f]{8}\./);
    expect(box.seal('JBSWY3DPEHPK3PXP', 'ann')).not.toBe(sealed);
  });

  it('does not open for another owner', () => {
    expect(() => box.open(box.seal('s', 'ann'), 'bob')).toThrow(SecretUnreadableError);
  });

  it('does not open with another key', () => {
    expect(() => new SecretBox(configWith('x'.repeat(32))).open(box.seal('s', 'ann'), 'ann')).toThrow(
      SecretUnreadableError,
    );
  });

  it('opens with the key before, until it is sealed anew', () => {
    const sealed = box.seal('s', 'ann');
    const after = new SecretBox(configWith('x'.repeat(32), KEY));
    expect([after.open(sealed, 'ann'), after.isCurrent(sealed)]).toEqual(['s', false]);
    const anew = after.seal('s', 'ann');
    expect([after.open(anew, 'ann'), after.isCurrent(anew)]).toEqual(['s', true]);
    expect(() => box.open(anew, 'ann')).toThrow(SecretUnreadableError);
  });

  it('does not open when any byte of it was changed', () => {
    const [version, id, data = ''] = box.seal('secret', 'ann').split('.');
    const bytes = Buffer.from(data, 'base64url');
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => box.open(`${version}.${id}.${changed.toString('base64url')}`, 'ann')).toThrow(SecretUnreadableError);
    }
  });

  it.each(['', 'v1', 'v2.00000000.AAAA', 'JBSWY3DPEHPK3PXP'])('is not taken for one when it is %j', (text) => {
    expect(() => box.open(text, 'ann')).toThrow(SecretUnreadableError);
  });
});
