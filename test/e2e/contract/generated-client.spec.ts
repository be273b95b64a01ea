import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { codeAt } from '../support/codes.js';
import { RunningProduct } from '../support/running-product.js';
import { TypedWorkshop } from '../support/typed-program.js';

const PROGRAM = join(process.cwd(), 'test/e2e/contract/generated-client/program.ts.txt');

let product: RunningProduct;
let workshop: TypedWorkshop;
beforeAll(async () => {
  product = await RunningProduct.start('generated-client', {
    seed: { users: 1, stakes: 1 },
    environment: { TWO_FA_ENFORCED: 'true' },
  });
  workshop = await TypedWorkshop.open((await product.nobody().get('//docs-json')).text);
});
afterAll(async () => {
  await workshop.close();
  await product.stop();
});

it('libs/client has the types of the document', async () => {
  const check = promisify(execFile)(process.execPath, ['apps/cli/client-types.mjs', '--check']);
  await expect(check).resolves.toMatchObject({ stderr: '' });
});

it('a client that is typed by the document compiles, its mistakes do not, and it runs as it is typed', async () => {
  const right = await readFile(PROGRAM, 'utf8');
  const wrong = (from: string, to: string): string => {
    expect(right).toContain(from);
    return right.replace(from, to);
  };
  const errors = await workshop.check({
    right,
    wrongField: wrong('rosPercentage: 0.5', 'rosPercent: 0.5'),
    wrongPath: wrong("'/api/v1/auth/login'", "'/api/v1/auth/signin'"),
    wrongMethod: wrong("call('get', `${DAYS}/today/status`, {});", "call('delete', `${DAYS}/today/status`, {});"),
    missingField: wrong("date: process.env['TOMORROW'] ?? '',", ''),
    missingParameter: wrong('{ path: { date: day.today } }', '{}'),
    wrongStatus: wrong("day.status !== 'COMPLETED'", "day.status !== 'DONE'"),
    nullIgnored: wrong('day.lastExecution?.rosStats', 'day.lastExecution.rosStats'),
    wrongAnswer: wrong('const holds: boolean', 'const holds: string'),
  });
  const { right: none, ...mistakes } = errors;
  expect(none).toEqual([]);
  expect(Object.entries(mistakes).filter(([, found]) => found.length === 0)).toEqual([]);

  const admin = await product.person({ role: 'admin', twoFA: true });
  const printed = await workshop.run('right', {
    API_URL: product.url,
    EMAIL: admin.email,
    PASSWORD: admin.password,
    TOMORROW: product.day(1),
    CODE_1: await codeAt(admin.totpSecret),
    CODE_2: await codeAt(admin.totpSecret, 30),
  });
  expect(JSON.parse(printed)).toEqual({
    role: 'admin',
    total: 10.5,
    slot: 1,
    status: 'COMPLETED',
    paid: 1,
    holds: true,
    wallet: { earnings: 0, currency: 'USDT' },
  });
});
