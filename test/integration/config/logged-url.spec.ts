import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Logs a URL error as it is thrown, inside of other errors, and as a fact. */
const PROGRAM = `
  import { loadConfig } from '#lib/config';
  import { AppLogger } from '#lib/observability';

  const unreadable = () => {
    try {
      return new URL('redis://:secretpw@127.0.0.1:99999');
    } catch (error) {
      return error;
    }
  };
  const logger = new AppLogger(loadConfig());
  logger.error(unreadable());
  logger.error({ error: unreadable() });
  logger.failure('by itself', unreadable());
  logger.failure('as cause', new Error('no connection', { cause: unreadable() }));
  logger.failure('inside', Object.assign(new Error('no connection'), { inner: unreadable() }));
  logger.failure('among others', new AggregateError([unreadable()], 'no connection'));
  logger.write('warn', 'as a fact', { error: unreadable() });
`;

it('a URL that cannot be read is logged without its text', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', NODE_ENV: 'test', LOG_LEVEL: 'info' },
  });
  const lines = stdout.trim().split('\n');
  expect(lines).toHaveLength(7);
  expect(lines.filter((line) => !/Invalid URL|ERR_INVALID_URL/.test(line))).toEqual([]);
  expect(stdout).not.toContain('secretpw');
});
