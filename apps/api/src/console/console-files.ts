import { readFileSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { PROJECT_ROOT } from '#lib/config';

const BUILT = join(PROJECT_ROOT, 'dist/apps/console');
/** The build writes the console's nonce here, wherever a page needs it. */
const NONCE = /__NONCE__/g;

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** A file whose name has the hash of its content in it. */
export interface HashedFile {
  readonly type: string;
  readonly plain: Buffer;
  readonly zipped: Buffer;
}

/** What the build of apps/console made: some dozen files, held in memory, so that a request reaches no path. */
export class ConsoleFiles {
  private constructor(
    private readonly page: string,
    private readonly assets: ReadonlyMap<string, () => HashedFile>,
  ) {}

  /** @returns null where the console was not built */
  static read(folder = BUILT): ConsoleFiles | null {
    const page = textOf(join(folder, 'index.html'));
    const names = namesIn(join(folder, 'assets'));
    if (page === null || names.length === 0) return null;
    const assets = names.map((name) => [name, once(() => hashedFile(join(folder, 'assets', name)))] as const);
    return new ConsoleFiles(page, new Map(assets));
  }

  /** @param nonce of this answer alone */
  pageWith(nonce: string): string {
    return this.page.replace(NONCE, nonce);
  }

  asset(name: string): HashedFile | null {
    return this.assets.get(name)?.() ?? null;
  }
}

function hashedFile(path: string): HashedFile {
  const plain = readFileSync(path);
  return { type: TYPES[extname(path)] ?? 'application/octet-stream', plain, zipped: gzipSync(plain, { level: 9 }) };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
