import { jest } from '@jest/globals';
import { jwtVerify } from 'jose';
import { IdentityProvider } from '../../support/identity-provider.js';
import { until } from '../../support/until.js';
import { IdentityProviderAwayError } from '../../../libs/auth/src/errors.js';
import { ProviderKeys } from '../../../libs/auth/src/provider-keys.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('the keys of an identity provider', () => {
  let provider: IdentityProvider;
  let keys: ProviderKeys;
  let failures: unknown[];
  let laterMs: number;
  beforeEach(async () => {
    provider = await IdentityProvider.start();
    failures = [];
    keys = new ProviderKeys(provider.url, (error) => failures.push(error));
    laterMs = 0;
    const now = Date.now.bind(Date);
    jest.spyOn(Date, 'now').mockImplementation(() => now() + laterMs);
  });
  afterEach(() => provider.stop());

  const check = async (kid = 'first'): Promise<unknown> =>
    (await jwtVerify(await provider.token('somebody', { kid, expiresIn: 100_000 }), keys.find)).payload.sub;

  it('are read once for many tokens, whoever comes first', async () => {
    expect(await Promise.all(Array.from({ length: 20 }, () => check()))).toEqual(Array(20).fill('somebody'));
    expect(provider.asked).toBe(1);
  });

  it('are read anew for a new key, but not for every key that nobody knows', async () => {
    await check();
    await provider.newKey('second');
    await expect(check('second')).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
    expect(provider.asked).toBe(1);
    laterMs = 31_000;
    expect(await check('second')).toBe('somebody');
    await provider.newKey('unpublished', { isPublished: false });
    for (let count = 0; count < 5; count += 1) {
      await expect(check('unpublished')).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
    }
    expect(provider.asked).toBe(2);
  });

  it('are renewed in time, and go on working while the provider is away, for half a day', async () => {
    await check();
    provider.behaviour = 'fails';
    laterMs = 11 * MINUTE;
    expect(await check()).toBe('somebody');
    await until('the renewal that fails', () => failures.length === 1);
    laterMs = 11 * HOUR;
    expect(await check()).toBe('somebody');
    laterMs = 13 * HOUR;
    await expect(check()).rejects.toBeInstanceOf(IdentityProviderAwayError);
    provider.behaviour = 'answers';
    laterMs += 5_000;
    expect(await check()).toBe('somebody');
  });

  it.each(['fails', 'redirects', 'talks-nonsense', 'floods', 'hangs'] as const)(
    'cannot be had from a provider that %s, which is not asked again at once',
    async (behaviour) => {
      provider.behaviour = behaviour;
      await expect(check()).rejects.toBeInstanceOf(IdentityProviderAwayError);
      await expect(check()).rejects.toBeInstanceOf(IdentityProviderAwayError);
      expect([provider.asked, failures.length]).toEqual([1, 1]);
      provider.behaviour = 'answers';
      laterMs = 5_000;
      expect(await check()).toBe('somebody');
    },
  );

  it('cannot be had where nobody listens', async () => {
    await provider.stop();
    await expect(check()).rejects.toBeInstanceOf(IdentityProviderAwayError);
    provider = await IdentityProvider.start();
  });
});
