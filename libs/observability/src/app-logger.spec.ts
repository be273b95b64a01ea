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

it('an error is told by its type, words, place and plain facts, whatever it holds', () => {
  const lines: string[] = [];
  const write = jest.spyOn(process.stdout, 'write');
  write.mockImplementation((text) => lines.push(String(text)) > 0);
  const log = new AppLogger({ logLevel: 'info', kind: 'worker' } as AppConfig);
  log.failure('It was not paid', selectionError());
  write.mockRestore();

  const [line] = lines.map((text) => JSON.parse(text) as Record<string, unknown>);
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
