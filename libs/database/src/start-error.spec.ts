import { describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { DatabaseAwayError, startError } from './start-error.js';

const AWAY = new mongo.MongoNetworkError('connect ECONNREFUSED 127.0.0.1:1');

describe('why a process does not start', () => {
  it('names the variable, the address and what to do', () => {
    expect(said(AWAY, 'mongodb://127.0.0.1:1/shop')).toBe(
      'MongoDB at MONGODB_URI (mongodb://127.0.0.1:1/shop) does not answer: connect ECONNREFUSED 127.0.0.1:1. ' +
        'Start it or set MONGODB_URI; "npm run services" runs one on this machine and prints its address.',
    );
  });

  it('tells a server that answers from one that does not', () => {
    const refused = new mongo.MongoServerError({ message: 'Authentication failed.' });
    expect(said(refused, 'mongodb://db/shop')).toContain(
      '(mongodb://db/shop) cannot be used: Authentication failed. Start',
    );
  });

  it.each([
    ['mongodb://ann:secret@db:1,db:2/shop?replicaSet=rs0', 'mongodb://db:1,db:2/shop'],
    ['mongodb://ann:sec@ret@db/shop', 'mongodb://db/shop'],
    ['mongodb://ann:sec?ret@db/shop', 'mongodb://db/shop'],
    ['mongodb+srv://ann:secret@db/?tlsCertificateKeyFilePassword=secret', 'mongodb+srv://db/'],
  ])('shows no password of %s', (uri, shown) => {
    expect(said(AWAY, uri)).toContain(`(${shown})`);
  });

  it('passes other errors on', () => {
    for (const error of [new Error('CHUNK_SIZE is wrong'), 'broken']) {
      expect(startError(error, 'mongodb://db')).toBe(error);
    }
  });
});

function said(error: Error, uri: string): string {
  const shown = startError(error, uri);
  expect(shown).toBeInstanceOf(DatabaseAwayError);
  return (shown as DatabaseAwayError).message;
}
