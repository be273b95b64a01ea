import { requestHash } from './request-hash.js';

const first = { method: 'POST', path: '/today/queue', body: { a: 1, b: [{ c: 1, d: 2 }] } };

describe('the fingerprint of a request', () => {
  it('does not depend on the order of keys', () => {
    expect(requestHash({ ...first, body: { b: [{ d: 2, c: 1 }], a: 1 } })).toBe(requestHash(first));
  });

  it.each([
    ['method', { ...first, method: 'PATCH' }],
    ['path', { ...first, path: '/today' }],
    ['value', { ...first, body: { a: 2, b: [{ c: 1, d: 2 }] } }],
    ['type of a value', { ...first, body: { a: '1', b: [{ c: 1, d: 2 }] } }],
    ['further field', { ...first, body: { a: 1, b: [{ c: 1, d: 2 }], e: 0 } }],
    ['order of a list', { ...first, body: { a: 1, b: [{ c: 2, d: 1 }] } }],
  ])('differs with another %s', (_, other) => {
    expect(requestHash(other)).not.toBe(requestHash(first));
  });
});
