import { readFileSync } from 'node:fs';

const API = '/api/v1';
const DAYS = `${API}/admin/daily-declaration-returns`;
/** Named on the page, and no routes: the base of all paths, and what all of admins begin with. */
const BASES = new Set(['/api/v1', '/admin']);

/** What a part of docs/specification.md 3 names. */
export interface NamedRoutes {
  /** As the document of the API names them: `POST /api/v1/auth/login`. */
  readonly routes: readonly string[];
  /** What the page writes as a route and the product has nowhere. */
  readonly unknown: readonly string[];
}

/**
 * The routes that docs/specification.md 3 names, by subsection: `3` for what is before 3.1. A short form (`/reject`,
 * `…/reinstate`) stands for routes beside those that its line has named; a path without a method for every method that the
 * product has at it.
 * @param known every route of the product
 */
export function routesOfTheSpecification(known: readonly string[]): ReadonlyMap<string, NamedRoutes> {
  const page = readFileSync('docs/specification.md', 'utf8');
  const [, section = ''] = /^## 3\. .*?\n(.*?)^## 4\. /ms.exec(page) ?? [];
  const parts = section.replaceAll(/^```.*?^```$/gms, '').split(/^### (?=3\.)/m);
  return new Map(parts.map((part) => [/^3\.\d+/.exec(part)?.[0] ?? '3', routesOf(part, known)]));
}

function routesOf(part: string, known: readonly string[]): NamedRoutes {
  const routes = new Set<string>();
  const unknown: string[] = [];
  for (const line of part.split('\n').filter((text) => !text.startsWith('3.'))) {
    const before: string[] = [];
    for (const [code, method, written = ''] of line.matchAll(
      /`(?:(GET|POST|PATCH|DELETE) )?…?(\/[\w:/[\]-]+)[^`]*`/g,
    )) {
      if (BASES.has(written)) continue;
      for (const path of withAndWithoutOptional(written)) {
        const beside = before.map((route) => route.replace(/\/[^/]*$/, path));
        const found = [[path], [API + path], [DAYS + path], beside]
          .map((paths) => known.filter((route) => isAt(route, method, paths)))
          .find((matches) => matches.length > 0);
        if (found === undefined) unknown.push(code);
        for (const route of found ?? []) {
          routes.add(route);
          before.push(pathOf(route));
        }
      }
    }
  }
  return { routes: [...routes], unknown };
}

/** `/today/queue[/:slotNumber]` is two paths, as the document writes them. */
function withAndWithoutOptional(written: string): string[] {
  const path = written.replaceAll(/:(\w+)/g, '{$1}');
  return [...new Set([path.replaceAll(/\[.*?\]/g, ''), path.replaceAll(/[[\]]/g, '')])];
}

function pathOf(route: string): string {
  return route.slice(route.indexOf(' ') + 1);
}

function isAt(route: string, method: string | undefined, paths: readonly string[]): boolean {
  return paths.includes(pathOf(route)) && (method === undefined || route.startsWith(`${method} `));
}
