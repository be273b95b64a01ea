import { jest } from '@jest/globals';
import { mongo } from 'mongoose';
import type { AppConfig } from '#lib/config';
import { AppLogger } from './app-logger.js';

/** What the driver throws when no server is there, on the day when it knows of a server that refuses. */
function selectionError(): Error {
  const description: Record<string, unknown> = { type: 'Unknown' };
  const servers = Array.from({ length: 40 }, (_, index) => [`a:${index}`, { description, error: { description } }]);
  description['servers'] = new Map(servers as [string, unknown][]);
  description['self'] = description;
  const error = new mongo.MongoServerSelectionError('connect ECONNREFUSED', description as never);
  return Object.assign(error, { code: 6, codeName: 'HostUnreachable' });
}

/** What is logged while something is done. */
function logged(work: (log: AppLogger) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  const write = jest.spyOn(process.stdout, 'write');
  write.mockImplementation((text) => lines.push(String(text)) > 0);
  try {
    work(new AppLogger({ logLevel: 'info', kind: 'worker' } as AppConfig));
  } finally {
    write.mockRestore();
  }
  return lines.map((text) => JSON.parse(text) as Record<string, unknown>);
}

it('an error is told by its type, words, place and plain facts, whatever it holds', () => {
  const [line] = logged((log) => log.failure('It was not paid', selectionError()));
  expect(line).toMatchObject({ msg: 'It was not paid', level: 'error', service: 'worker', pid: process.pid });
  expect(line!['time']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(line!['err']).toEqual({
    type: 'MongoServerSelectionError',
    message: 'connect ECONNREFUSED',
    stack: expect.stringContaining('app-logger.spec') as string,
    code: 6,
    codeName: 'HostUnreachable',
  });
});

it('an error whose message says its cause already is told with it once', () => {
  const cause = new Error('Redis does not answer');
  const error = new Error('reading slot jobs: Redis does not answer', { cause });
  const [line] = logged((log) => log.failure('It was not read', error));
  expect(line!['err']).toMatchObject({ message: 'reading slot jobs: Redis does not answer' });
});

describe('what is tried again and again', () => {
  const told = (work: (log: AppLogger) => void) => logged(work).map(({ msg }) => msg);

  it('is told when it fails, when it fails otherwise, and when it is over, with how often', () => {
    const lines = logged((log) => {
      for (let n = 0; n < 35; n += 1) {
        log.failureAgain('A slot was interrupted', new Error(`connection ${n} to 127.0.0.1:${n} closed`), { key: 'a' });
      }
      log.failureAgain('A slot was interrupted', new Error('no primary'), { key: 'a' });
      log.succeeded('A slot was interrupted', { key: 'a' });
      log.succeeded('A slot was interrupted', { key: 'a' });
    });
    expect(lines).toMatchObject([
      {
        msg: 'A slot was interrupted',
        level: 'error',
        key: 'a',
        err: { message: 'connection 0 to 127.0.0.1:0 closed' },
      },
      { msg: 'A slot was interrupted', level: 'error', key: 'a', err: { message: 'no primary' } },
      { msg: 'Over: A slot was interrupted', level: 'info', key: 'a', times: 1, forMs: expect.any(Number) as number },
    ]);
  });

  it('is told of each by its ids, and all of it is over together where nobody names one', () => {
    const lines = told((log) => {
      for (const key of ['a', 'b', 'a', 'b']) log.failureAgain('No lease', new Error('gone'), { key });
      log.succeeded('No sweep');
      log.succeeded('No lease');
    });
    expect(lines).toEqual(['No lease', 'No lease', 'Over: No lease', 'Over: No lease']);
  });

  it('is told anew after it was over', () => {
    const lines = told((log) => {
      log.failureAgain('No sweep', new Error('gone'));
      log.succeeded('No sweep');
      log.failureAgain('No sweep', new Error('gone'));
    });
    expect(lines).toEqual(['No sweep', 'Over: No sweep', 'No sweep']);
  });

  it('is told once by whoever sees the error first', () => {
    const error = new Error('gone');
    const lines = told((log) => {
      log.failureAgain('A slot was interrupted', error, { key: 'a' });
      log.failureAgain('The keeper failed', error);
    });
    expect(lines).toEqual(['A slot was interrupted']);
  });
});
