import { orderKeys } from '../../../test/support/order-keys.js';
import { loadConfig } from './app-config.js';

const PROVIDER = {
  JWKS_URL: 'https://identity.platform.internal/keys',
  JWT_ISSUER: 'https://identity.platform.internal/',
  JWT_AUDIENCE: 'payouts',
};
const PRODUCTION = {
  NODE_ENV: 'production',
  MONGODB_URI: 'mongodb://db.internal/ddr?replicaSet=rs0',
  REDIS_URL: 'redis://redis.internal',
  ...orderKeys(),
  JWT_SECRET: 'wJb1uF7yQ0m2Kx9RzPq4Ls6Tn8Vd3Hc5',
  SECRETS_KEY: 'Gz3kT8nXw5Yd2Rb7Mq1Hf6Jc9Lp4Vs0E',
};

const load = (given: Record<string, string>) => () => loadConfig({ ...PRODUCTION, ...PROVIDER, ...given });

describe('the platform’s identity provider', () => {
  it('is none unless it is named, and then needs issuer and audience', () => {
    expect(loadConfig(PRODUCTION).jwksUrl).toBe('');
    expect(load({})()).toMatchObject({ jwksUrl: PROVIDER.JWKS_URL, jwtAudience: 'payouts', jwtSubjectClaim: 'sub' });
    expect(load({ JWT_ISSUER: '', JWT_AUDIENCE: '' })).toThrow(/JWT_ISSUER is missing[\s\S]*JWT_AUDIENCE is missing/);
  });

  it.each(['http://identity.platform.internal/keys', 'http://localhost.evil.example/keys', 'http://127.0.0.1.nip.io/'])(
    'gives its keys over https in production: %s is refused',
    (url) => {
      expect(load({ JWKS_URL: url })).toThrow(/JWKS_URL must begin with https/);
      expect(load({ JWKS_URL: url, NODE_ENV: 'development' })).not.toThrow();
    },
  );

  it.each(['http://127.0.0.1:9000/keys', 'http://localhost/keys', 'http://[::1]:9000/keys'])(
    'may be on this machine: %s',
    (url) => expect(load({ JWKS_URL: url })).not.toThrow(),
  );

  it.each([
    ['JWKS_URL', 'identity.platform.internal'],
    ['JWKS_URL', 'ftp://identity.platform.internal/keys'],
    ['JWKS_URL', 'https://user:secret@identity.platform.internal/keys'],
    ['JWT_ISSUER', 'two words'],
    ['JWT_SUBJECT_CLAIM', 'x'.repeat(301)],
  ])('is refused by the name of the variable: %s=%s', (name, value) => {
    expect(load({ [name]: value })).toThrow(new RegExp(name));
    expect(load({ [name]: value })).toThrow(expect.not.stringContaining('secret@') as Error);
  });

  it('is nothing to the worker', () => {
    expect(loadConfig({ ...PRODUCTION, JWKS_URL: 'nonsense' }, 'worker').jwksUrl).toBe('');
  });
});
