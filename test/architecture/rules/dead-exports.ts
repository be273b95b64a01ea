import ts from 'typescript';
import { collect, placeOf, type Export, type Import } from '../modules.js';
import { targetOf, type Project, type Rule, type SourceFile } from '../project.js';

/** Files that are run, not imported. */
const ENTRY = /^apps\/[\w-]+\/src\/[\w-]+\.tsx?$|^libs\/local-services\/src\/gateway\/main\.ts$/;

/** Exports that wait for who will import them. */
const AWAITED_EXPORTS: readonly string[] = [];

export const noDeadExports: Rule = {
  promise: 'every export is imported by another file, or named by an export that is',
  check: (project) => {
    const used = usedNames(project);
    for (const awaited of AWAITED_EXPORTS) used.add(awaited);
    const awaitedNames = new Set(AWAITED_EXPORTS.map((awaited) => awaited.split('#')[1]));
    const isUsed: IsUsed = (path, name) => used.has(`${path}#${name}`) || used.has(`${path}#*`);
    return [...project.values()]
      .filter(({ path }) => !ENTRY.test(path) && !path.endsWith('.spec.ts'))
      .flatMap((file) => [
        ...deadOf(file, isUsed).map(({ name, declaration }) => `${placeOf(declaration)} exports ${name}, unused`),
        ...passedOnInVain(file, isUsed)
          .filter((name) => !awaitedNames.has(name))
          .map((name) => `${file.path} passes ${name} on, unused`),
      ]);
  },
  broken: [
    { 'libs/a/src/a.ts': 'export const lonely = 1;' },
    { 'libs/a/src/a.ts': 'const lonely = 1;\nexport { lonely };' },
    { 'libs/a/src/a.ts': 'export const { lonely } = all;' },
    { 'libs/a/src/a.ts': 'export interface Lonely { readonly next: Lonely }' },
    { 'libs/a/src/a.ts': 'export interface Inner {}\nexport function lonely(): Inner {}' },
    {
      'libs/a/src/index.ts': "export { lonely } from './a.js';",
      'libs/a/src/a.ts': 'export const lonely = 1;',
    },
    {
      'libs/a/src/index.ts': "export { x } from './a.js';",
      'libs/a/src/a.ts': 'export const x = 1;',
      'libs/a/src/b.ts': "import { x } from './a.js';",
    },
  ],
  sound: [
    {
      'libs/a/src/index.ts': "export { inner as outer } from './a.js';",
      'libs/a/src/a.ts': 'export const inner = 1;',
      'apps/api/src/main.ts': "import { outer } from '#lib/a';",
    },
    { 'libs/a/src/a.ts': 'export const { x } = all;', 'libs/a/src/b.ts': "import { x } from './a.js';" },
    { 'libs/a/src/a.ts': 'export const x = 1;', 'libs/a/src/a.spec.ts': "import { x } from './a.js';" },
    {
      'libs/a/src/a.ts': 'export interface Part {}\nexport class Whole { part: Part[]; }',
      'libs/a/src/b.ts': "import { Whole } from './a.js';",
    },
  ],
};

/** Exports that are listed as awaited and are imported by now, or gone. */
export function staleAwaitedExports(project: Project): string[] {
  const used = usedNames(project);
  return AWAITED_EXPORTS.filter((awaited) => {
    const [path = '', name] = awaited.split('#');
    return used.has(awaited) || project.get(path)?.exports.some((one) => one.name === name) !== true;
  });
}

type IsUsed = (path: string, name: string) => boolean;

/** Exports that nobody imports; a class or type lives by the living export of its file that names it. */
function deadOf({ path, exports }: SourceFile, isUsed: IsUsed): Export[] {
  const alive = new Set(exports.filter(({ name }) => isUsed(path, name)));
  const waiting = [...alive];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const named = new Set(collect(next.declaration, (node) => (ts.isIdentifier(node) ? node.text : undefined)));
    for (const other of exports) {
      if (alive.has(other) || !other.isShape || !named.has(other.name)) continue;
      alive.add(other);
      waiting.push(other);
    }
  }
  return exports.filter((one) => !alive.has(one));
}

/** Values that an index passes on and nobody takes; types and errors go with what they belong to. */
function passedOnInVain({ path, imports }: SourceFile, isUsed: IsUsed): string[] {
  return imports.flatMap(({ passedOn, types }) =>
    [...(passedOn ?? [])]
      .filter(
        ([inner, outer]) => outer !== '*' && !types.has(inner) && !inner.endsWith('Error') && !isUsed(path, outer),
      )
      .map(([, outer]) => outer),
  );
}

/** The errors that an index passes on: part of what its lib promises, caught by code or by nobody. */
function errorsOf(path: string, imports: readonly Import[]): string[] {
  if (!path.endsWith('/src/index.ts')) return [];
  return imports.flatMap(({ passedOn }) => [...(passedOn?.values() ?? [])]).filter((name) => name.endsWith('Error'));
}

/** `file#name` of everything that is imported somewhere; an index that passes a name on does not import it. */
function usedNames(project: Project): Set<string> {
  const used = new Set<string>();
  const use = (path: string, name: string): void => {
    if (used.has(`${path}#${name}`)) return;
    used.add(`${path}#${name}`);
    for (const { specifier, passedOn } of project.get(path)?.imports ?? []) {
      const target = passedOn === null ? undefined : targetOf(path, specifier);
      if (passedOn === null || target === undefined) continue;
      for (const [inner, outer] of passedOn) {
        if (outer === '*' || name === '*') use(target, inner === '*' ? name : inner);
        else if (outer === name) use(target, inner);
      }
    }
  };
  for (const { path, imports } of project.values()) {
    for (const { specifier, names, passedOn } of imports) {
      const target = passedOn === null ? targetOf(path, specifier) : undefined;
      if (target !== undefined) for (const name of names) use(target, name);
    }
    for (const error of errorsOf(path, imports)) use(path, error);
  }
  return used;
}
