import { describe, expect, test } from '@jest/globals';
import { receiverAt, signature } from './alert-webhook.js';

describe('signature', () => {
  test('is the HMAC-SHA256 of timestamp and body, as any receiver works it out', () => {
    // printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac a-secret-of-sixteen
    expect(signature('a-secret-of-sixteen', '1700000000', '{"a":1}')).toBe(
      'sha256=e8744ca57c358f5d4038718c08bfc4db464d38bdb70b6795fa1c8cdb6934d522',
    );
  });

  test('is another one for another secret, time or body', () => {
    const all = [
      signature('secret-1', '1', 'body'),
      signature('secret-2', '1', 'body'),
      signature('secret-1', '2', 'body'),
      signature('secret-1', '1', 'body '),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  test('covers bodies that are not ASCII', () => {
    expect(signature('secret-1', '1', 'ä')).not.toBe(signature('secret-1', '1', 'a'));
  });
});

describe('receiverAt', () => {
  test('leaves a plain address as it is', () => {
    const address = 'https://example.com/hooks?token=a%20b';
    expect(receiverAt(address)).toEqual({ url: address, authorization: {} });
  });

  test.each([
    ['https://robot:pass@example.com/hooks', 'https://example.com/hooks', 'robot:pass'],
    ['https://robot:p%40ss%3A@example.com/hooks', 'https://example.com/hooks', 'robot:p@ss:'],
    ['https://robot@example.com/', 'https://example.com/', 'robot:'],
  ])('takes user and password out of %s', (address, url, credentials) => {
    const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
    expect(receiverAt(address)).toEqual({ url, authorization: { authorization } });
  });
});
