import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { orderKeyPair, orderKeys } from '../../../test/support/order-keys.js';
import { loadConfig } from './app-config.js';
import { signingKey, verifyKeyOf, verifyKeys } from './order-keys.js';

const SECRETS = { JWT_SECRET: 'wJb1uF7yQ0m2Kx9RzPq4Ls6Tn8Vd3Hc5', SECRETS_KEY: 'Gz3kT8nXw5Yd2Rb7Mq1Hf6Jc9Lp4Vs0E' };
const PRODUCTION = {
  NODE_ENV: 'production',
  MONGODB_URI: 'mongodb://db.internal/ddr?replicaSet=rs0',
  REDIS_URL: 'redis://redis.internal',
};
const BYTES = Buffer.from('what was ordered');

describe('the keys of orders', () => {
  const { privateKey, publicKey } = orderKeyPair();
  const raw = (key: typeof publicKey, type: 'pkcs8' | 'spki') =>
    key.export({ type: type as 'spki', format: 'der' }).subarray(-32);

  it.each([
    [
      'PEM',
      String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
      String(publicKey.export({ type: 'spki', format: 'pem' })),
    ],
    [
      'PEM in one line',
      String(privateKey.export({ type: 'pkcs8', format: 'pem' })).replaceAll('\n', '\\n'),
      String(publicKey.export({ type: 'spki', format: 'pem' })).replaceAll('\n', '\\n'),
    ],
    [
      'base64 of DER',
      privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
      publicKey.export({ type: 'spki', format: 'der' }).toString('base64url'),
    ],
    ['base64 of 32 bytes', raw(privateKey, 'pkcs8').toString('base64'), raw(publicKey, 'spki').toString('base64url')],
    ['hexadecimal digits', raw(privateKey, 'pkcs8').toString('hex'), raw(publicKey, 'spki').toString('hex')],
  ])('are read as %s', (_, signing, verifying) => {
    const [read] = verifyKeys(verifying);
    expect(read!.id).toBe(verifyKeyOf(signingKey(signing)).id);
    expect(verify(null, BYTES, read!.key, sign(null, BYTES, signingKey(signing)))).toBe(true);
  });

  it('are refused by name when they are something else, and quoted nowhere', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    for (const text of ['nonsense', 'x'.repeat(44), String(rsa.export({ type: 'pkcs8', format: 'pem' }))]) {
      const load = () => loadConfig({ ...PRODUCTION, ...SECRETS, ORDER_SIGNING_KEY: text });
      expect(load).toThrow(/ORDER_SIGNING_KEY must be an Ed25519 private key/);
      expect(load).toThrow(expect.not.stringContaining(text) as Error);
    }
    const secret = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const worker = () => loadConfig({ ...PRODUCTION, ORDER_VERIFY_KEY: secret }, 'worker');
    expect(worker).toThrow(/ORDER_VERIFY_KEY must be Ed25519 public keys/);
  });

  it('each process demands the one that it uses in production, and takes no other', () => {
    const keys = orderKeys();
    expect(() => loadConfig({ ...PRODUCTION, ...SECRETS })).toThrow(/ORDER_SIGNING_KEY is missing/);
    expect(() => loadConfig(PRODUCTION, 'worker')).toThrow(/ORDER_VERIFY_KEY is missing/);
    expect(loadConfig({ ...PRODUCTION, ...keys }, 'worker').orderSigningKey).toBeNull();
    expect(loadConfig(PRODUCTION, 'migrate').orderSigningKey).toBeNull();
    const api = loadConfig({ ...PRODUCTION, ...SECRETS, ORDER_SIGNING_KEY: keys.ORDER_SIGNING_KEY });
    expect(api.orderVerifyKeys.map(({ id }) => id)).toEqual([verifyKeys(keys.ORDER_VERIFY_KEY)[0]!.id]);
  });

  it('while they are changed, both are believed', () => {
    const [before, after] = [orderKeys(), orderKeys()];
    const both = `${after.ORDER_VERIFY_KEY}, ${before.ORDER_VERIFY_KEY}`;
    expect(loadConfig({ ...PRODUCTION, ORDER_VERIFY_KEY: both }, 'worker').orderVerifyKeys).toHaveLength(2);
  });

  it('are made for development, the same for API and worker', () => {
    const own = verifyKeyOf(loadConfig({}).orderSigningKey!).id;
    expect(loadConfig({}, 'worker').orderVerifyKeys.map(({ id }) => id)).toEqual([own]);
  });
});
