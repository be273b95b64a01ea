/**
 * Bundles each program of dist, with the packages that it imports, into a few files in dist/bin: a process then reads some
 * ten files at its start instead of over a thousand, and is there in less than half the time. What a package exports is
 * what it exports to Node.js without this.
 */
import { readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const DIST = join(ROOT, 'dist');
const BIN = join(DIST, 'bin');
/** Native, with files beside them that they look for, with a memory that all who ask share, or not installed with the product. */
const AS_THEY_ARE =
  /^(@node-rs|@swc|@bull-board|chokidar|class-transformer|class-validator|mongodb-memory-server-core|msgpackr-extract|reflect-metadata|swagger-ui-dist|vite)(\/|$)/;
const AS_NODE = '\0as-node:';
/** Resolves an import past the wrapper that `asNode` writes. */
const PAST = { custom: { 'as-node': true } };

const bundle = await rolldown({
  input: await programs(),
  cwd: ROOT,
  platform: 'node',
  external: AS_THEY_ARE,
  logLevel: 'silent',
  plugins: [{ name: 'as-node', resolveId, load }],
});
await rm(BIN, { recursive: true, force: true });
await bundle.write({
  dir: BIN,
  format: 'esm',
  keepNames: true,
  strictExecutionOrder: true,
  sourcemap: true,
  chunkFileNames: 'shared/[name]-[hash].js',
});
await bundle.close();

async function programs() {
  const commands = (await readdir(join(DIST, 'apps/cli/src'))).filter((name) => name.endsWith('.js'));
  return {
    api: join(DIST, 'apps/api/src/main.js'),
    worker: join(DIST, 'apps/worker/src/main.js'),
    gateway: join(DIST, 'libs/local-services/src/gateway/main.js'),
    lifeline: join(DIST, 'apps/cli/src/product/lifeline.js'),
    ...Object.fromEntries(commands.map((name) => [name.slice(0, -'.js'.length), join(DIST, 'apps/cli/src', name)])),
  };
}

/** A module that imports a CommonJS package gets what Node.js gives it: a namespace of names, not the package's object. */
async function resolveId(id, importer, { kind, custom }) {
  if (kind === 'require-call' || importer === undefined || importer.startsWith(AS_NODE) || custom?.['as-node'])
    return null;
  if (!/^[@a-z]/.test(id) || id.startsWith('node:') || AS_THEY_ARE.test(id)) return null;
  const found = await this.resolve(id, importer, { kind, ...PAST });
  if (found === null || found.external || (await isModule(found.id))) return found;
  return AS_NODE + found.id;
}

async function load(id) {
  if (!id.startsWith(AS_NODE)) return /\.[cm]?js$/.test(id) ? withMap(id) : null;
  const path = id.slice(AS_NODE.length);
  const names = Object.keys(await import(pathToFileURL(path).href));
  const code = names
    .filter((name) => name !== 'default' && name !== 'module.exports')
    .map((name, index) => `const _${index} = all[${JSON.stringify(name)}];\nexport { _${index} as ${name} };\n`);
  return { code: `import all from ${JSON.stringify(path)};\nexport default all;\n${code.join('')}`, moduleType: 'js' };
}

/** Stack traces lead to the project's own sources; maps of packages would cost every start more than they tell. */
async function withMap(path) {
  const code = await readFile(path, 'utf8');
  const isOwn = path.startsWith(DIST);
  return { code, map: isOwn ? await readFile(`${path}.map`, 'utf8') : { mappings: '' }, moduleType: 'js' };
}

async function isModule(path) {
  if (/\.[cm]js$/.test(path)) return path.endsWith('.mjs');
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined);
    if (text !== undefined) return JSON.parse(text).type === 'module';
  }
}
