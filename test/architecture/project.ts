import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';
import { exportsOf, importsOf, type Export, type Import } from './modules.js';

/** A file, parsed once; `path` from the project's root, e.g. `libs/money/src/money.ts`. */
export interface SourceFile {
  readonly path: string;
  readonly tree: ts.SourceFile;
  readonly imports: readonly Import[];
  readonly exports: readonly Export[];
  /** Collections of the whole project, by the classes of their schemas; as `COLLECTIONS` names them. */
  readonly schemas: ReadonlyMap<string, string>;
}

/** Files by path. */
export type Project = ReadonlyMap<string, SourceFile>;

/** A rule of the structure: what it promises, what breaks it, and small projects that do. */
export interface Rule {
  readonly promise: string;
  /** @returns a sentence for each place that breaks the rule */
  readonly check: (project: Project) => string[];
  /** Each must be found by `check`. */
  readonly broken: readonly Readonly<Record<string, string>>[];
  /** Looks like a broken one, and is none. */
  readonly sound?: readonly Readonly<Record<string, string>>[];
}

/** Everything in TypeScript: apps, libs and tests. */
export function readProject(root = process.cwd()): Project {
  const texts: Record<string, string> = {};
  for (const top of ['apps', 'libs', 'test']) {
    for (const entry of readdirSync(join(root, top), { recursive: true, encoding: 'utf8' })) {
      if (!/\.tsx?$/.test(entry) || entry.includes('node_modules')) continue;
      texts[`${top}/${entry}`] = readFileSync(join(root, top, entry), 'utf8');
    }
  }
  return parseProject(texts);
}

export function parseProject(texts: Readonly<Record<string, string>>): Project {
  const schemas = new Map<string, string>();
  const files = Object.entries(texts).map(([path, text]) => {
    const kind = path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
    const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true, kind);
    for (const [name, collection] of schemaClasses(tree)) schemas.set(name, collection);
    return [path, { path, tree, imports: importsOf(tree), exports: exportsOf(tree), schemas }] as const;
  });
  return new Map(files);
}

/** `@Schema({ collection: COLLECTIONS.stakes }) class Stake`: Stake, stakes. */
function schemaClasses(tree: ts.SourceFile): [string, string][] {
  return tree.statements.flatMap((statement): [string, string][] => {
    if (!ts.isClassDeclaration(statement) || statement.name === undefined) return [];
    const schema = ts.getDecorators(statement)?.find((decorator) => decorator.getText(tree).startsWith('@Schema('));
    const collection = /collection: COLLECTIONS\.(\w+)/.exec(schema?.getText(tree) ?? '')?.[1];
    return collection === undefined ? [] : [[statement.name.text, collection]];
  });
}

/** Places that are no product: they start it, watch it or measure it. */
const TOOLS = /^(apps\/cli|libs\/local-services)\//;

export function isTool({ path }: SourceFile): boolean {
  return TOOLS.test(path);
}

/** Apps and libs, without specs. */
export function productOf(project: Project): SourceFile[] {
  return [...project.values()].filter(({ path }) => /^(apps|libs)\//.test(path) && !path.endsWith('.spec.ts'));
}

/** `money` of `libs/money/src/money.ts`; undefined elsewhere. */
export function libOf(path: string): string | undefined {
  return /^libs\/([\w-]+)\//.exec(path)?.[1];
}

/** `api` of `apps/api/src/main.ts`; undefined elsewhere. */
export function appOf(path: string): string | undefined {
  return /^apps\/([\w-]+)\//.exec(path)?.[1];
}

/** The lib that `#lib/money` names. */
export function importedLib(specifier: string): string | undefined {
  return /^#lib\/([\w-]+)$/.exec(specifier)?.[1];
}

/** The file of the project that an import means; undefined for a package. */
export function targetOf(from: string, specifier: string): string | undefined {
  const lib = importedLib(specifier);
  if (lib !== undefined) return `libs/${lib}/src/index.ts`;
  if (!specifier.startsWith('.')) return undefined;
  return normalize(join(dirname(from), specifier)).replace(/\.js(x?)$/, '.ts$1');
}

/** A check of each file of the product by itself. */
export function eachFile(
  check: (file: SourceFile) => readonly string[],
  { tools = true }: { readonly tools?: boolean } = {},
): Rule['check'] {
  return (project) =>
    productOf(project)
      .filter((file) => tools || !isTool(file))
      .flatMap((file) => [...check(file)]);
}
