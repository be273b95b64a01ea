import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** Source text by path from the project's root, e.g. `libs/money/src/money.ts`. */
export type Sources = ReadonlyMap<string, string>;

/** The product's sources: apps and libs, without specs. */
export function productSources(root = process.cwd()): Sources {
  const sources = new Map<string, string>();
  for (const top of ['apps', 'libs']) {
    for (const entry of readdirSync(join(root, top), { recursive: true, encoding: 'utf8' })) {
      if (!entry.endsWith('.ts') || entry.endsWith('.spec.ts')) continue;
      const path = `${top}/${entry}`;
      sources.set(path, readFileSync(join(root, path), 'utf8'));
    }
  }
  return sources;
}

export interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
}

const IMPORT = /^\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm;

/** What a file imports or re-exports. */
export function importsOf(text: string): Import[] {
  return [...text.matchAll(IMPORT)].map(([, type, specifier = '']) => ({ specifier, typeOnly: type !== undefined }));
}

/** `money` of `libs/money/src/money.ts`; undefined for an application. */
export function libOf(path: string): string | undefined {
  return /^libs\/([\w-]+)\//.exec(path)?.[1];
}

/** The file that a relative import names. */
export function resolveRelative(from: string, specifier: string): string {
  return normalize(join(dirname(from), specifier)).replace(/\.js$/, '.ts');
}

/** Without comments and text in quotes, so that words about a thing are not the thing. */
export function codeOf(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
}
