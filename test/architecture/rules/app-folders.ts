import { appOf, productOf, targetOf, type Project, type Rule } from '../project.js';

/**
 * Folders of the api: one per noun of the URL; `changes` and `streams`, which several nouns share, `console`, which serves
 * the pages; and `http`, which all share.
 */
const API_FOLDERS = new Set([
  'alerts',
  'audit-log',
  'auth',
  'board',
  'cron',
  'days',
  'events',
  'health',
  'me',
  'metrics',
  'pools',
  'proofs',
  'proposals',
  'reports',
  'settings',
  'users',
  'changes',
  'streams',
  'console',
  'http',
]);

export const apiFolders: Rule = {
  promise: 'the api has a folder per noun, and http knows none of them',
  check: (project) =>
    folderImports(project).flatMap(({ app, from, to, path }) => {
      if (app !== 'api') return [];
      const unknown = [from, to].filter((folder) => !API_FOLDERS.has(folder));
      if (unknown.length > 0)
        return unknown.map(
          (folder) =>
            `${path}: ${folder} has no place among the api's folders: a noun of the URL is listed in app-folders.ts`,
        );
      return from === 'http' ? [`${path}: http imports ${to}`] : [];
    }),
  broken: [
    { 'apps/api/src/http/a.ts': "import { x } from '../days/x.js';" },
    { 'apps/api/src/misc/a.ts': "import { x } from '../http/x.js';" },
  ],
};

export const noFolderCycles: Rule = {
  promise: 'folders of an app import each other in one direction',
  check: folderCycles,
  broken: [
    {
      'apps/api/src/days/a.ts': "import { x } from '../pools/x.js';",
      'apps/api/src/pools/x.ts': "import type { Y } from '../days/y.js';",
    },
    {
      'apps/cli/src/a/a.ts': "import { x } from '../b/x.js';",
      'apps/cli/src/b/x.ts': "import { y } from '../c/y.js';",
      'apps/cli/src/c/y.ts': "import { z } from '../a/z.js';",
    },
  ],
};

interface FolderImport {
  readonly app: string;
  readonly from: string;
  readonly to: string;
  readonly path: string;
}

/** Imports from one folder of an app into another one; files beside the folders put them together and do not count. */
function folderImports(project: Project): FolderImport[] {
  return productOf(project).flatMap(({ path, imports }) => {
    const app = appOf(path);
    const from = folderOf(path);
    if (app === undefined || from === undefined) return [];
    return imports.flatMap(({ specifier }) => {
      const target = specifier.startsWith('.') ? targetOf(path, specifier) : undefined;
      const to = target === undefined ? undefined : folderOf(target);
      return to === undefined || to === from ? [] : [{ app, from, to, path }];
    });
  });
}

/** Each pair of folders that reach each other, by whatever way. */
function folderCycles(project: Project): string[] {
  const edges = new Map<string, Set<string>>();
  for (const { app, from, to } of folderImports(project)) {
    const key = `${app}/${from}`;
    edges.set(key, (edges.get(key) ?? new Set()).add(`${app}/${to}`));
  }
  const reach = (start: string): Set<string> => {
    const seen = new Set<string>();
    const waiting = [...(edges.get(start) ?? [])];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      waiting.push(...(edges.get(next) ?? []));
    }
    return seen;
  };
  const reached = new Map([...edges.keys()].map((folder) => [folder, reach(folder)]));
  return [...reached].flatMap(([folder, others]) =>
    [...others]
      .filter((other) => folder < other && reached.get(other)?.has(folder) === true)
      .map((other) => `apps/${folder.split('/')[0]}: ${folder.split('/')[1]} <-> ${other.split('/')[1]}`),
  );
}

function folderOf(path: string): string | undefined {
  return /^apps\/[\w-]+\/src\/([\w-]+)\//.exec(path)?.[1];
}
