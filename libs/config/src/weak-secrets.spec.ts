import { orderKeys } from '../../../test/support/order-keys.js';
import { loadConfig } from './app-config.js';

const STRONG = 'wJb1uF7yQ0m2Kx9RzPq4Ls6Tn8Vd3Hc5';
const OTHER = 'Gz3kT8nXw5Yd2Rb7Mq1Hf6Jc9Lp4Vs0E';
const PRODUCTION = {
  NODE_ENV: 'production',
  MONGODB_URI: 'mongodb://db.internal/ddr?replicaSet=rs0',
  REDIS_URL: 'redis://redis.internal',
  ...orderKeys(),
};

const api = (secrets: Record<string, string>) => () => loadConfig({ ...PRODUCTION, ...secrets });

describe('secrets in production', () => {
  it('are taken when they are strong', () => {
    const config = api({ JWT_SECRET: STRONG, SECRETS_KEY: OTHER })();
    expect([config.jwtSecret, config.secretsKey]).toEqual([STRONG, OTHER]);
  });

  it.each([
    ['shorter than 32 bytes', 'wJb1uF7yQ0m2Kx9RzPq4Ls6Tn8Vd3H'],
    ['padded with blanks', `${'wJb1uF7yQ0m2Kx9RzPq4'}${' '.repeat(20)}`],
    ['one character over and over', 'x'.repeat(64)],
    ['two characters in turns', 'ab'.repeat(32)],
    ['of the tests', 'test-jwt-secret-of-at-least-32-characters'],
    ['of the tests of processes', 'a-secret-for-tests-only-0123456789abcdef'],
    ['a placeholder', 'please-change-me-please-change-me-please'],
  ])('are refused by name: %s', (_, weak) => {
    expect(api({ JWT_SECRET: weak, SECRETS_KEY: OTHER })).toThrow(/JWT_SECRET/);
    expect(api({ JWT_SECRET: STRONG, SECRETS_KEY: weak })).toThrow(/SECRETS_KEY/);
    const previous = { JWT_SECRET: STRONG, SECRETS_KEY: OTHER, SECRETS_KEY_PREVIOUS: weak };
    expect(api(previous)).toThrow(/SECRETS_KEY_PREVIOUS/);
  });

  it('are refused when two are the same, and when they are missing', () => {
    expect(api({ JWT_SECRET: STRONG, SECRETS_KEY: STRONG })).toThrow(/SECRETS_KEY .*the same as JWT_SECRET/);
    expect(api({})).toThrow(/JWT_SECRET is missing[\s\S]*SECRETS_KEY is missing/);
    const webhook = { ALERT_WEBHOOK_URL: 'https://hooks.internal/x', ALERT_WEBHOOK_SECRET: 'sixteen letters!' };
    expect(api({ JWT_SECRET: STRONG, SECRETS_KEY: OTHER, ...webhook })).toThrow(/ALERT_WEBHOOK_SECRET/);
  });

  it('are nowhere quoted', () => {
    const weak = 'wJb1uF7yQ0m2Kx9RzPq4';
    expect(api({ JWT_SECRET: weak, SECRETS_KEY: OTHER })).toThrow(expect.not.stringContaining(weak) as Error);
  });
});

describe('a process', () => {
  it('that pays demands no secret of the API, and takes none', () => {
    const config = loadConfig({ ...PRODUCTION, JWT_SECRET: 'x', SECRETS_KEY: 'x' }, 'worker');
    expect([config.jwtSecret, config.secretsKey, config.notices]).toEqual(['', '', []]);
    expect(loadConfig(PRODUCTION, 'worker').production).toBe(true);
  });

  it('that changes accounts demands the key of what is encrypted alone', () => {
    expect(loadConfig({ ...PRODUCTION, SECRETS_KEY: OTHER }, 'accounts').secretsKey).toBe(OTHER);
    expect(() => loadConfig(PRODUCTION, 'accounts')).toThrow(/SECRETS_KEY is missing/);
    expect(() => loadConfig(PRODUCTION, 'accounts')).toThrow(expect.not.stringContaining('JWT_SECRET') as Error);
  });
});
