import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileFile } from './compile-file.js';
import { watchSources } from './watch-sources.js';

const PATH = 'libs/money/src/coin.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'reload-'));
  for (const folder of ['apps/console', 'libs/money/src', 'dist']) await mkdir(join(root, folder), { recursive: true });
});
afterEach(() => rm(root, { recursive: true }));

const source = (text: string, path = PATH): Promise<void> => writeFile(join(root, path), text);
const compiled = (): Promise<string> => readFile(join(root, 'dist/libs/money/src/coin.js'), 'utf8');

it('a source is compiled where the build puts it, and what the build knew is forgotten', async () => {
  await writeFile(join(root, 'dist/.built-source-hash'), 'abc');
  await source('export const coin: number = 1;');
  await compileFile(root, PATH);
  expect(await compiled()).toMatch(/export const coin = 1;\n+\/\/# sourceMappingURL=coin.js.map\n/);
  await expect(readFile(join(root, 'dist/.built-source-hash'))).rejects.toThrow('ENOENT');
});

it('a source that cannot be read is told with its place, and what was compiled stays', async () => {
  await source('export const coin = 1;');
  await compileFile(root, PATH);
  await source('const x = (');
  await expect(compileFile(root, PATH)).rejects.toThrow(/Expression expected[\s\S]*coin\.ts:1:/);
  expect(await compiled()).toContain('coin = 1');
});

it('a source that has gone is gone there too', async () => {
  await source('export const coin = 1;');
  await compileFile(root, PATH);
  await rm(join(root, PATH));
  await compileFile(root, PATH);
  await expect(compiled()).rejects.toThrow('ENOENT');
});

it('every change of a source is told, however an editor writes it, and of nothing else', async () => {
  await source('export const coin = 1;');
  const told: string[] = [];
  let wake: () => void = () => undefined;
  const unwatch = await watchSources(root, (paths) => {
    told.push(...paths);
    wake();
    return Promise.resolve();
  });
  const changed = async (change: () => Promise<void>): Promise<void> => {
    const seen = new Promise<void>((resolve) => (wake = resolve));
    await change();
    await seen;
  };
  await source('no source', 'libs/money/src/notes');
  await source('a test', 'libs/money/src/coin.spec.ts');
  await source('the console', 'apps/console/main.ts');
  await changed(() => source('export const coin = 2;'));
  await source('export const coin = 3;', 'libs/money/src/draft~');
  await changed(() => rename(join(root, 'libs/money/src/draft~'), join(root, PATH)));
  await changed(() => rm(join(root, PATH)));
  await unwatch();
  expect(new Set(told)).toEqual(new Set([PATH]));
});
