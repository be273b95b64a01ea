import { eachFile, importedLib, libOf, targetOf, type Rule } from '../project.js';

/** From the top down: a lib imports only libs of the rows below its own (docs/architecture.md 2). */
const LIB_ORDER: readonly (readonly string[])[] = [
  ['adoption'],
  ['declarations'],
  ['reconciliation'],
  ['receipts'],
  ['alerts', 'audit'],
  ['engine'],
  ['slots'],
  ['ledger'],
  ['stakes', 'accounts', 'qualifiers', 'adoption-state'],
  ['auth'],
  ['idempotency'],
  ['workers'],
  ['queues'],
  ['database'],
  ['observability'],
  ['config'],
  ['calendar', 'money'],
  ['client'],
  ['local-services'],
];

const RANK = new Map(LIB_ORDER.flatMap((row, index) => row.map((lib) => [lib, index] as const)));

/** Libs that stand beside the product, and who may import them. */
const BESIDE: Readonly<Record<string, RegExp>> = {
  'local-services': /^(apps\/cli|libs\/local-services)\//,
  client: /^apps\/(console|cli)\//,
};

export const importOrder: Rule = {
  promise: 'a lib imports only libs further down',
  check: eachFile((file) => file.imports.flatMap(({ specifier }) => outOfOrder(file.path, specifier) ?? [])),
  broken: [
    { 'libs/ledger/src/a.ts': "import { x } from '#lib/engine';" },
    { 'libs/slots/src/a.ts': "export { x } from '#lib/declarations';" },
    { 'libs/money/src/a.ts': "type X = import('#lib/calendar').X;" },
    { 'libs/unheard-of/src/a.ts': "import { x } from '#lib/money';" },
  ],
  sound: [{ 'libs/engine/src/a.ts': "import { x } from '#lib/money';\n// import { y } from '#lib/declarations'" }],
};

function outOfOrder(path: string, specifier: string): string | undefined {
  const to = importedLib(specifier);
  if (to === undefined) return undefined;
  const toRank = RANK.get(to);
  if (toRank === undefined) return `${path} imports ${to}, which has no place in the order`;
  const from = libOf(path);
  if (from === undefined) return undefined;
  const fromRank = RANK.get(from);
  if (fromRank === undefined) return `${path}: ${from} has no place in the order`;
  return toRank > fromRank ? undefined : `${path} imports ${specifier}, which is not further down`;
}

export const besideTheProduct: Rule = {
  promise: 'no product code imports local-services, nobody but console and commands the client',
  check: eachFile((file) =>
    file.imports.flatMap(({ specifier }) => {
      const allowed = BESIDE[importedLib(specifier) ?? ''];
      return allowed === undefined || allowed.test(file.path) ? [] : [`${file.path} imports ${specifier}`];
    }),
  ),
  broken: [
    { 'apps/api/src/a.ts': "import { startLocalServices } from '#lib/local-services';" },
    { 'apps/worker/src/a.ts': "import { createClient } from '#lib/client';" },
  ],
  sound: [{ 'apps/cli/src/a.ts': "import { startLocalServices } from '#lib/local-services';" }],
};

export const closedRooms: Rule = {
  promise: 'apps and libs are entered by their index alone',
  check: eachFile((file) =>
    file.imports.flatMap(({ specifier }) => {
      if (specifier.startsWith('#lib/') && importedLib(specifier) === undefined) {
        return [`${file.path} reaches into ${specifier}`];
      }
      const target = specifier.startsWith('.') ? targetOf(file.path, specifier) : undefined;
      return target === undefined || roomOf(target) === roomOf(file.path)
        ? []
        : [`${file.path} reaches into ${target}`];
    }),
  ),
  broken: [
    { 'libs/stakes/src/a.ts': "import { x } from '../../ledger/src/ledger.js';" },
    { 'apps/api/src/a.ts': "import { x } from '#lib/money/src/money.js';" },
  ],
};

function roomOf(path: string): string | undefined {
  return /^(libs|apps)\/[\w-]+\//.exec(path)?.[0];
}

export const consoleKnowsTheClient: Rule = {
  promise: 'the console knows the REST contract through the client alone',
  check: eachFile((file) =>
    !file.path.startsWith('apps/console/')
      ? []
      : file.imports
          .filter(({ specifier }) => specifier.startsWith('#lib/') && specifier !== '#lib/client')
          .map(({ specifier }) => `${file.path} imports ${specifier}`),
  ),
  broken: [{ 'apps/console/src/a.tsx': "import { x } from '#lib/money';" }],
};
