import ts from 'typescript';
import { collect, placeOf } from '../modules.js';
import { eachFile, libOf, type Rule, type SourceFile } from '../project.js';

export const schemasStayHome: Rule = {
  promise: 'schemas never leave their lib',
  check: eachFile(({ path, imports }) =>
    path !== `libs/${libOf(path)}/src/index.ts`
      ? []
      : imports.flatMap(({ specifier, names, passedOn }) =>
          passedOn === null || !specifier.endsWith('.schema.js')
            ? []
            : names.filter((name) => name === '*' || name.endsWith('Schema')).map((name) => `${path} exports ${name}`),
        ),
  ),
  broken: [
    { 'libs/stakes/src/index.ts': "export { Stake, StakeSchema } from './stake.schema.js';" },
    { 'libs/stakes/src/index.ts': "export * from './stake.schema.js';" },
  ],
};

export const environmentOnlyInConfig: Rule = {
  promise: 'process.env is read in config alone',
  check: eachFile((file) => (libOf(file.path) === 'config' ? [] : environmentIn(file)), { tools: false }),
  broken: [
    { 'libs/queues/src/a.ts': "const url = process.env['REDIS_URL'];" },
    { 'libs/queues/src/a.ts': 'const { env } = process;' },
    { 'libs/queues/src/a.ts': "import { env } from 'node:process';" },
  ],
  sound: [{ 'libs/queues/src/a.ts': "// process.env\nconst words = 'process.env';" }],
};

function environmentIn({ path, tree, imports }: SourceFile): string[] {
  const imported = imports.filter(
    ({ specifier, names }) => /^(node:)?process$/.test(specifier) && names.includes('env'),
  );
  const read = collect(tree, (node) => {
    if (ts.isPropertyAccessExpression(node) && node.name.text === 'env' && node.expression.getText() === 'process') {
      return node;
    }
    const takenApart =
      ts.isVariableDeclaration(node) &&
      ts.isObjectBindingPattern(node.name) &&
      node.initializer?.getText() === 'process';
    return takenApart && node.name.getText().includes('env') ? node : undefined;
  });
  return [
    ...imported.map(() => `${path} imports the environment`),
    ...read.map((node) => `${placeOf(node)} reads process.env`),
  ];
}

const OPENS = new Set(['startSession', 'withTransaction', 'withSession', 'startTransaction']);

export const transactionsOnlyInDatabase: Rule = {
  promise: 'transactions are opened in database alone',
  check: eachFile(
    ({ path, tree }) => {
      if (libOf(path) === 'database') return [];
      return collect(tree, (node) => {
        if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
        const { name, expression } = node.expression;
        const ofConnection = name.text === 'transaction' && /connection$/i.test(expression.getText());
        return OPENS.has(name.text) || ofConnection ? `${placeOf(node)} opens a transaction` : undefined;
      });
    },
    { tools: false },
  ),
  broken: [
    { 'libs/ledger/src/a.ts': 'await session.withTransaction(work);' },
    { 'libs/ledger/src/a.ts': 'await this.connection.transaction(work);' },
    { 'apps/api/src/a.ts': 'const session = await connection.startSession();' },
  ],
};

/** What connects to MongoDB: a client, or mongoose by itself or by Nest. */
const CONNECTS = /(^|\.)(MongoClient(\.connect)?|createConnection|forRoot(Async)?)$/;
const OF_MONGOOSE = /^(mongoose|MongooseModule)\./;

export const connectionsAreSafe: Rule = {
  promise: 'whoever connects to MongoDB goes by the options that win over the URI',
  check: eachFile(({ path, tree }) => {
    // It starts MongoDB, and asks the one server that it has started.
    if (libOf(path) === 'local-services') return [];
    return collect(tree, (node) => {
      if (!ts.isNewExpression(node) && !ts.isCallExpression(node)) return undefined;
      const callee = node.expression.getText();
      const connects = CONNECTS.test(callee) && (callee.includes('MongoClient') || OF_MONGOOSE.test(callee));
      if (!connects) return undefined;
      const safe = collect(node, (inner) => (ts.isIdentifier(inner) && inner.text === 'SAFE' ? inner : undefined));
      return safe.length > 0 ? undefined : `${placeOf(node)} connects without SAFE`;
    });
  }),
  broken: [
    { 'apps/cli/src/a.ts': 'const client = new mongo.MongoClient(uri, { maxPoolSize: 1 });' },
    { 'libs/slots/src/a.ts': 'const client = await MongoClient.connect(uri);' },
    { 'apps/cli/src/a.ts': 'const connection = mongoose.createConnection(uri);' },
    { 'apps/api/src/a.ts': 'MongooseModule.forRoot(uri, { readConcernLevel });' },
  ],
  sound: [
    { 'apps/cli/src/a.ts': 'const client = new MongoClient(uri, { ...SAFE, maxPoolSize: 1 });' },
    { 'libs/queues/src/a.ts': 'BullModule.forRootAsync({ useFactory }); const socket = createConnection(port);' },
    { 'libs/local-services/src/a.ts': 'const client = new MongoClient(uri);' },
  ],
};

export const noForwardReferences: Rule = {
  promise: 'no forwardRef',
  check: eachFile(({ path, imports }) =>
    imports.some(({ names }) => names.includes('forwardRef')) ? [`${path} uses forwardRef`] : [],
  ),
  broken: [{ 'libs/a/src/a.ts': "import { Module, forwardRef } from '@nestjs/common';" }],
};
