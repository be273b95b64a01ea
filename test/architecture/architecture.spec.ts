import { readFileSync } from 'node:fs';
import { VARIABLES } from '#lib/config';
import * as rules from './rules.js';
import { productSources, type Sources } from './source-files.js';

const product = productSources();

const sample = (files: Record<string, string>): Sources => new Map(Object.entries(files));

/** Each rule, what it promises, and a small product that breaks it. */
const RULES: readonly [string, (sources: Sources) => string[], Sources][] = [
  [
    'a lib imports only libs further down',
    rules.importOrder,
    sample({ 'libs/ledger/src/a.ts': "import { x } from '#lib/engine';" }),
  ],
  [
    'no product code imports local-services',
    rules.importOrder,
    sample({ 'apps/api/src/a.ts': "import { startMongo } from '#lib/local-services';" }),
  ],
  [
    'apps and libs are entered by their index alone',
    rules.libsAreClosed,
    sample({ 'libs/stakes/src/a.ts': "import { x } from '../../ledger/src/ledger.js';" }),
  ],
  [
    'schemas never leave their lib',
    rules.schemasStayHome,
    sample({ 'libs/stakes/src/index.ts': "export { Stake, StakeSchema } from './stake.schema.js';" }),
  ],
  [
    'only the ledger changes wallets and earnings',
    rules.onlyLedgerMovesMoney,
    sample({
      'libs/engine/src/a.ts': "await users.updateOne({ _id }, { $inc: { 'wallets.earnings': amount } });",
    }),
  ],
  [
    'only the ledger writes entries',
    rules.onlyLedgerMovesMoney,
    sample({ 'libs/engine/src/a.ts': 'connection.collection(COLLECTIONS.transactions).insertMany(entries)' }),
  ],
  [
    'process.env is read in config alone',
    rules.environmentOnlyInConfig,
    sample({ 'libs/queues/src/a.ts': "const url = process.env['REDIS_URL'];" }),
  ],
  [
    'transactions are opened in database alone',
    rules.transactionsOnlyInDatabase,
    sample({ 'libs/ledger/src/a.ts': 'await session.withTransaction(work);' }),
  ],
  [
    'the worker knows neither auth nor declarations',
    rules.workerKnowsNoAdmin,
    sample({
      'apps/worker/src/main.ts': "import { x } from '#lib/engine';",
      'libs/engine/src/index.ts': "export { x } from './x.js';",
      'libs/engine/src/x.ts': "import { y } from '#lib/declarations';",
    }),
  ],
  ['no forwardRef', rules.noForwardReferences, sample({ 'libs/a/src/a.ts': 'forwardRef(() => B)' })],
  [
    'no import cycle',
    rules.noImportCycles,
    sample({ 'libs/a/src/a.ts': "import { b } from './b.js';", 'libs/a/src/b.ts': "import { a } from './a.js';" }),
  ],
  [
    'pure files read no clock',
    rules.pureFilesHaveNoClock,
    sample({ 'libs/money/src/a.ts': 'const now = new Date();' }),
  ],
  [
    'every job name has exactly one handler',
    rules.everyJobHasOneHandler,
    sample({
      'libs/queues/src/contract.ts': "export const JOBS = { paySlot: 'pay-slot', lost: 'lost' } as const;",
      'apps/worker/src/slot.processor.ts': 'case JOBS.paySlot:',
    }),
  ],
];

describe('the architecture', () => {
  it.each(RULES)('%s', (_promise, rule) => {
    expect(rule(product)).toEqual([]);
  });

  it.each(RULES)('is red when broken: %s', (_promise, rule, broken) => {
    expect(rule(broken)).not.toEqual([]);
  });

  it('.env.example names exactly the variables of the configuration', () => {
    const names = Object.keys(VARIABLES);
    expect(rules.exampleMatchesVariables(readFileSync('.env.example', 'utf8'), names)).toEqual([]);
    expect(rules.exampleMatchesVariables('PORT=1\nGHOST=2', ['PORT', 'REDIS_URL'])).toHaveLength(2);
  });
});
