import { HttpException, NotFoundException } from '@nestjs/common';
import { Error as MongooseErrors, mongo } from 'mongoose';
import { AccountLockedError } from '#lib/auth';
import { describeFailure } from './describe-failure.js';
import { ValidationFailedError } from './errors.js';

describe('how an error is answered', () => {
  it('answers a domain error with its code, its status and its details', () => {
    const details = [{ field: 'date', message: 'must be a date, YYYY-MM-DD' }];
    expect(describeFailure(new ValidationFailedError(details))).toEqual({
      status: 400,
      code: 'VALIDATION_FAILED',
      message: 'The request is not valid: date must be a date, YYYY-MM-DD',
      details,
    });
  });

  it('says when to come back', () => {
    expect(describeFailure(new AccountLockedError('codes', 900))).toMatchObject({
      status: 429,
      retryAfterSeconds: 900,
    });
  });

  it('tells nothing of an unknown error', () => {
    const failure = describeFailure(new Error('password of db is hunter2'));
    expect(failure).toEqual({ status: 500, code: 'INTERNAL_ERROR', message: 'Something went wrong on our side.' });
  });

  it('tells nothing of an error of ours that has a code', () => {
    const error = Object.assign(new Error('stored value hunter2'), { code: 'NOT_AN_AMOUNT' });
    expect(JSON.stringify(describeFailure(error))).not.toContain('hunter2');
    expect(describeFailure(error).code).toBe('INTERNAL_ERROR');
  });

  it.each([
    ['a string', 'oops'],
    ['null', null],
    ['a code that is a property of every object', Object.assign(new Error('x'), { code: 'toString' })],
    ['a unique index violation', Object.assign(new Error('E11000 duplicate key'), { code: 11_000 })],
  ])('answers %s with INTERNAL_ERROR', (_, error) => {
    expect(describeFailure(error)).toMatchObject({ status: 500, code: 'INTERNAL_ERROR' });
  });

  it.each([
    ['no MongoDB server', new mongo.MongoServerSelectionError('127.0.0.1:27017', {} as never)],
    ['no MongoDB server, by Mongoose', new MongooseErrors.MongooseServerSelectionError('127.0.0.1:27017')],
    ['a lost MongoDB connection', new mongo.MongoNetworkError('connection 3 to 127.0.0.1:27017 closed')],
    ['a MongoDB that is not the primary', new mongo.MongoServerError({ message: 'not primary', code: 10_107 })],
    ['a MongoDB that shuts down', new mongo.MongoServerError({ message: 'shutting down', code: 91 })],
    ['no Redis', Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:6379'), { code: 'ECONNREFUSED' })],
    ['an unready Redis', new Error("Stream isn't writeable and enableOfflineQueue options is false")],
  ])('answers %s with 503 and no address', (_, error) => {
    const failure = describeFailure(error);
    expect(failure).toMatchObject({ status: 503, code: 'DEPENDENCY_DOWN' });
    expect(failure.message).not.toContain('127.0.0.1');
  });

  it('takes a refused write for what it is, not for a lost connection', () => {
    const error = new mongo.MongoServerError({ message: 'Document failed validation', code: 121 });
    expect(describeFailure(error).status).toBe(500);
  });

  it.each([
    [new NotFoundException('Cannot GET /x'), 404, 'ROUTE_NOT_FOUND'],
    [new HttpException('request entity too large', 413), 413, 'PAYLOAD_TOO_LARGE'],
    [new HttpException('x', 400, { cause: { type: 'entity.parse.failed' } }), 400, 'MALFORMED_JSON'],
    [new HttpException('x', 400), 400, 'BAD_REQUEST'],
    [new HttpException('unsupported charset', 415), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [new HttpException('x', 502), 500, 'INTERNAL_ERROR'],
  ])('maps what Nest and Express throw: %s', (error, status, code) => {
    expect(describeFailure(error)).toMatchObject({ status, code });
  });
});
