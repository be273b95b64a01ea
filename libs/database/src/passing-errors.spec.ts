import { describe, expect, test } from '@jest/globals';
import { MongooseError, mongo } from 'mongoose';
import { isPassing } from './passing-errors.js';

const server = (code: number, labels: readonly string[] = []): mongo.MongoServerError => {
  const error = new mongo.MongoServerError({ message: 'from the server', code });
  for (const label of labels) error.addErrorLabel(label);
  return error;
};
const named = (name: string, fields: object = {}): Error => Object.assign(new Error(name), { name }, fields);

/** As the driver hands on what it met when it sent a bulk write. */
const bulk = (met: Error): Error => new mongo.MongoBulkWriteError(met, {} as mongo.BulkWriteResult);

describe('what passes', () => {
  test.each<[string, unknown]>([
    ['a cut connection', new mongo.MongoNetworkError('connection closed')],
    ['no primary in time', named('MongoServerSelectionError')],
    ['no primary in time, by Mongoose', named('MongooseServerSelectionError')],
    ['a pool that was cleared', named('MongoPoolClearedError')],
    ['no free connection in time', named('MongoWaitQueueTimeoutError')],
    ['a session that ran out', named('MongoExpiredSessionError')],
    [
      'Mongoose that waited for a connection',
      new MongooseError('Operation `x.findOne()` buffering timed out after 10000ms'),
    ],
    ['a write conflict', server(112)],
    ['a primary that stepped down', server(189)],
    ['no primary any more', server(10_107)],
    ['interrupted by a change of state', server(11_602)],
    ['a transaction that lived too long, without a label', server(290)],
    ['a transaction that is unknown', server(251)],
    ['a snapshot that is too old', server(239)],
    ['too long for its maxTimeMS', server(50)],
    ['whatever the server labels transient', server(1, ['TransientTransactionError'])],
    ['a commit of which nobody knows', server(64, ['UnknownTransactionCommitResult'])],
    ['a socket that was reset', Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })],
    ['a connection that was cut under a bulk write', bulk(new mongo.MongoNetworkError('connection 28 closed'))],
    ['one of these as the cause of another', new Error('not paid', { cause: server(189) })],
    [
      'one of these three causes deep',
      new Error('a', { cause: new Error('b', { cause: new Error('c', { cause: server(91) }) }) }),
    ],
    ['one of these as the reason of a selection', named('Error', { reason: server(11_600) })],
  ])('%s', (_, error) => {
    expect(isPassing(error)).toBe(true);
  });
});

describe('what does not pass', () => {
  test.each<[string, unknown]>([
    ['a unique index', server(11_000)],
    ['a unique index, whatever its label says', server(11_000, ['TransientTransactionError'])],
    ['a bad value', server(2)],
    ['a missing right', server(13)],
    ['a document that fails validation', server(121)],
    ['an index that differs', server(86)],
    ['an error of our own', Object.assign(new Error('3 of 4'), { code: 'LEDGER_COUNT_MISMATCH' })],
    ['an error that wraps a unique index', new Error('x', { cause: server(11_000) })],
    ['Mongoose that cannot cast', new MongooseError('Cast to ObjectId failed')],
    ['a word', 'MongoNetworkError'],
    ['nothing', null],
    ['a circle of causes', circle()],
  ])('%s', (_, error) => {
    expect(isPassing(error)).toBe(false);
  });
});

function circle(): Error {
  const one = new Error('one');
  one.cause = new Error('two', { cause: one });
  return one;
}
