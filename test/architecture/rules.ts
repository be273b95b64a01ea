import { codeOf, importsOf, libOf, resolveRelative, type Sources } from './source-files.js';

/** From the top down: a lib imports only libs of the rows below its own (design.md section 2). */
export const LIB_ORDER: readonly (readonly string[])[] = [
  ['declarations'],
  ['reconciliation'],
  ['alerts', 'audit'],
  ['engine'],
  ['slots'],
  ['workers'],
  ['ledger'],
  ['stakes', 'accounts', 'qualifiers'],
  ['auth', 'idempotency'],
  ['queues'],
  ['database'],
  ['observability'],
  ['config'],
  ['calendar', 'money'],
  ['local-services'],
];

/** Time and data come in as parameters: no clock, no framework. */
export const PURE_FILES = [
  /^libs\/(money|calendar)\//,
  /^libs\/(slots|engine|stakes)\/src\/(cut-chunks|slot-moves|assess-stake|entry-description)\.ts$/,
  /^libs\/declarations\/src\/(prepare-day|day-rules|parts|day-view|declaration-view)\.ts$/,
];

/** Places that are no product: they start it, watch it or measure it. */
const TOOLS = /^(apps\/cli|libs\/local-services)\//;

export function importOrder(sources: Sources): string[] {
  const rank = new Map(LIB_ORDER.flatMap((row, index) => row.map((lib) => [lib, index] as const)));
  return eachImport(sources, (path, specifier) => {
    const from = libOf(path);
    const to = /^#lib\/([\w-]+)$/.exec(specifier)?.[1];
    if (to === undefined) return undefined;
    if (to === 'local-services' && !TOOLS.test(path)) return `${path} imports local-services, which is no product code`;
    const toRank = rank.get(to);
    if (toRank === undefined) return `${path} imports ${to}, which has no place in the order`;
    if (from === undefined) return undefined;
    const fromRank = rank.get(from);
    if (fromRank === undefined) return `${path}: ${from} has no place in the order`;
    return toRank > fromRank ? undefined : `${path} imports ${specifier}, which is not further down`;
  });
}

export function libsAreClosed(sources: Sources): string[] {
  return eachImport(sources, (path, specifier) => {
    if (specifier.startsWith('#lib/') && specifier.split('/').length > 2) return `${path} reaches into ${specifier}`;
    if (!specifier.startsWith('.')) return undefined;
    const target = resolveRelative(path, specifier);
    const home = /^(libs|apps)\/[\w-]+\//;
    return home.exec(target)?.[0] === home.exec(path)?.[0] ? undefined : `${path} reaches into ${target}`;
  });
}

export function schemasStayHome(sources: Sources): string[] {
  return each(sources, /^libs\/[\w-]+\/src\/index\.ts$/, (path, text) =>
    [...text.matchAll(/^export (?!type)[^;]*?from '[^']*\.schema\.js';/gms)]
      .filter(([statement]) => /\b\w*Schema\b(?!\.js)/.test(statement.replace(/from '.*'/s, '')))
      .map(() => `${path} exports a schema`),
  );
}

const WRITE = /\.\s*(insert\w*|update\w*|replace\w*|delete\w*|bulkWrite|findOneAnd\w*|create|save)\s*\(/;

export function onlyLedgerMovesMoney(sources: Sources): string[] {
  return each(sources, /^(apps|libs)\/(?!ledger\/|local-services\/|cli\/)/, (path, text) => {
    const code = codeOf(text);
    const problems: string[] = [];
    if (/\$(inc|set|mul)[^;]*?(wallets|totalEarned)/.test(code)) problems.push(`${path} changes a wallet or earnings`);
    const chain = new RegExp(`COLLECTIONS\\.(users|stakes|transactions)\\s*\\)\\s*${WRITE.source}`);
    if (chain.test(code)) problems.push(`${path} writes users, stakes or the ledger`);
    if (/^libs\/(accounts|stakes)\//.test(path) && WRITE.test(code)) problems.push(`${path} writes; it is to read`);
    return problems;
  });
}

export function environmentOnlyInConfig(sources: Sources): string[] {
  return matching(sources, /^(?!libs\/config\/)/, /process\.env/, 'reads process.env', TOOLS);
}

export function transactionsOnlyInDatabase(sources: Sources): string[] {
  return matching(
    sources,
    /^(?!libs\/database\/)/,
    /startSession|withTransaction|withSession/,
    'opens a transaction',
    TOOLS,
  );
}

export function workerKnowsNoAdmin(sources: Sources): string[] {
  const seen = new Set<string>();
  const visit = (path: string): string[] => {
    if (seen.has(path)) return [];
    seen.add(path);
    return importsOf(sources.get(path) ?? '').flatMap(({ specifier }) => {
      if (/^#lib\/(auth|declarations)$/.test(specifier)) return [`${path} imports ${specifier} into the worker`];
      const lib = /^#lib\/([\w-]+)$/.exec(specifier)?.[1];
      if (lib !== undefined) return visit(`libs/${lib}/src/index.ts`);
      return specifier.startsWith('.') ? visit(resolveRelative(path, specifier)) : [];
    });
  };
  return [...sources.keys()].filter((path) => path.startsWith('apps/worker/')).flatMap(visit);
}

export function noForwardReferences(sources: Sources): string[] {
  return matching(sources, /^/, /forwardRef/, 'uses forwardRef');
}

export function noImportCycles(sources: Sources): string[] {
  const done = new Set<string>();
  const trail: string[] = [];
  const cycles: string[] = [];
  const visit = (path: string): void => {
    if (trail.includes(path)) {
      cycles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
      return;
    }
    if (done.has(path)) return;
    trail.push(path);
    for (const { specifier, typeOnly } of importsOf(sources.get(path) ?? '')) {
      if (!typeOnly && specifier.startsWith('.')) visit(resolveRelative(path, specifier));
    }
    trail.pop();
    done.add(path);
  };
  for (const path of sources.keys()) visit(path);
  return cycles;
}

export function pureFilesHaveNoClock(sources: Sources): string[] {
  return each(sources, /^/, (path, text) => {
    if (!PURE_FILES.some((pattern) => pattern.test(path))) return [];
    const problems: string[] = [];
    if (/new Date\(\)|Date\.now\(|performance\.now|process\.hrtime/.test(codeOf(text)))
      problems.push(`${path} reads the clock`);
    if (importsOf(text).some(({ specifier }) => specifier.startsWith('@nestjs/'))) {
      problems.push(`${path} imports a framework`);
    }
    return problems;
  });
}

/** Every job name of the contract is handled once, in the processors of the worker. */
export function everyJobHasOneHandler(sources: Sources): string[] {
  const contract = sources.get('libs/queues/src/contract.ts') ?? '';
  const block = /export const JOBS = \{([\s\S]*?)\} as const/.exec(contract)?.[1] ?? '';
  const names = [...codeOf(block).matchAll(/(\w+):/g)].map(([, name = '']) => name);
  if (names.length === 0) return ['the job contract names no jobs'];
  const processors = [...sources].filter(([path]) => path.startsWith('apps/worker/') && path.endsWith('.processor.ts'));
  return names.flatMap((name) => {
    const handled = processors.flatMap(([, text]) => [...text.matchAll(new RegExp(`JOBS\\.${name}\\b`, 'g'))]).length;
    return handled === 1 ? [] : [`job ${name} is handled ${handled} times`];
  });
}

/** Names in `.env.example` against those of the configuration. */
export function exampleMatchesVariables(example: string, variables: readonly string[]): string[] {
  const named = [...example.matchAll(/^([A-Z_]+)=/gm)].map(([, name = '']) => name);
  return [
    ...variables.filter((name) => !named.includes(name)).map((name) => `.env.example lacks ${name}`),
    ...named
      .filter((name) => !variables.includes(name))
      .map((name) => `.env.example names ${name}, which nobody reads`),
    ...named.filter((name, index) => named.indexOf(name) !== index).map((name) => `.env.example names ${name} twice`),
  ];
}

function eachImport(sources: Sources, check: (path: string, specifier: string) => string | undefined): string[] {
  return each(sources, /^/, (path, text) => importsOf(text).flatMap(({ specifier }) => check(path, specifier) ?? []));
}

function matching(sources: Sources, where: RegExp, what: RegExp, problem: string, except?: RegExp): string[] {
  return each(sources, where, (path, text) =>
    except?.test(path) !== true && what.test(codeOf(text)) ? [`${path} ${problem}`] : [],
  );
}

function each(sources: Sources, where: RegExp, check: (path: string, text: string) => readonly string[]): string[] {
  return [...sources].filter(([path]) => where.test(path)).flatMap(([path, text]) => [...check(path, text)]);
}
