import { access, mkdir, mkdtemp, readFile, readdir, realpath, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fetchPackages } from './debian/fetch-packages.js';
import { findMirror } from './debian/mirror.js';
import { unpack } from './debian/unpack-packages.js';
import { cacheFolder, playwrightFolder } from './environment.js';
import { errorMessage } from './errors.js';
import { UnavailableError, type Log } from './local-service.js';
import { withLock } from './lock.js';
import { findProgram } from './programs.js';

/** A browser, and what it must find in its environment. */
export interface Chromium {
  readonly file: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Raised when what is made of the packages changes. */
const RECIPE = 'chromium-1';
const ON_PATH = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
/** A browser without a window, and letters, which would be boxes else. */
const PACKAGES = ['chromium-headless-shell', 'fonts-dejavu-core'];
const PROGRAM = 'usr/lib/chromium/chromium-headless-shell';
/** The machine's own fits its loader; of the same suite, it is new enough. */
const OF_THE_MACHINE = /^(libc6|libc-bin)_/;
const NEEDED_PROGRAMS = ['apt-get', 'apt-config', 'dpkg-deb', 'tar'];

/**
 * A Chromium to test in: one on PATH, one of Playwright's cache, or Debian's, unpacked into the cache folder once.
 * Throws UnavailableError when this machine cannot have one.
 */
export async function findChromium(log: Log): Promise<Chromium> {
  for (const name of ON_PATH) {
    const file = await findProgram(name);
    if (file !== undefined) return { file, environment: {} };
  }
  const file = await ofPlaywright();
  return file === undefined ? ofDebian(log) : { file, environment: {} };
}

/** Where Playwright's own installation keeps its browsers, by their versions. */
async function ofPlaywright(): Promise<string | undefined> {
  const cache = playwrightFolder();
  const names = (await readdir(cache).catch(() => [])).filter((name) => /^chromium(_headless_shell)?-\d+$/.test(name));
  for (const name of names.sort().reverse()) {
    for (const inner of await readdir(join(cache, name))) {
      for (const program of ['chrome', 'headless_shell', 'chrome-headless-shell']) {
        const file = join(cache, name, inner, program);
        if (await exists(file)) return file;
      }
    }
  }
  return undefined;
}

async function ofDebian(log: Log): Promise<Chromium> {
  const cache = cacheFolder();
  const root =
    (await findRoot(cache)) ??
    (await withLock(
      join(cache, `${RECIPE}.lock`),
      async () => (await findRoot(cache)) ?? (await makeRoot(cache, log)),
      (holder) => log(`waiting for Chromium, which process ${holder.split('-')[0]} fetches`),
    ));
  return { file: join(root, PROGRAM), environment: await environmentIn(root) };
}

/** The browser runs outside of its root, on the libraries and the letters that are in it. */
async function environmentIn(root: string): Promise<Record<string, string>> {
  const folders = [];
  for (const libraries of [join(root, 'usr/lib'), join(root, 'lib')]) {
    for (const machine of await foldersIn(libraries)) {
      // Some libraries bring helpers in a folder of their own, which only an installed one would find.
      if (machine.endsWith('-linux-gnu')) folders.push(machine, ...(await foldersIn(machine)));
    }
  }
  return {
    LD_LIBRARY_PATH: folders.join(':'),
    XDG_DATA_HOME: join(root, 'usr/share'),
    FONTCONFIG_PATH: join(root, 'etc/fonts'),
  };
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
}

async function findRoot(cache: string): Promise<string | undefined> {
  const names = await readdir(cache).catch(() => []);
  const newest = names
    .filter((name) => name.startsWith(`${RECIPE}-`) && !name.endsWith('.lock'))
    .sort()
    .at(-1);
  return newest === undefined ? undefined : realpath(join(cache, newest));
}

async function makeRoot(cache: string, log: Log): Promise<string> {
  const missing = [];
  for (const name of NEEDED_PROGRAMS) if ((await findProgram(name)) === undefined) missing.push(name);
  if (missing.length > 0) throw unavailable(`Debian's needs ${missing.join(', ')}`);
  const mirror = await findMirror();
  const suite = await suiteOfMachine();
  if (mirror === undefined || suite === undefined) throw unavailable('this machine has no packages of Debian');
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(join(cache, 'browser-unfinished-'));
  try {
    const packages = await fetchPackages(join(work, 'apt'), mirror, { suite, packages: PACKAGES }, log);
    const wanted = packages.filter((file) => !OF_THE_MACHINE.test(basename(file)));
    log(`unpacking ${wanted.length} packages`);
    const root = join(work, 'root');
    await mkdir(root);
    for (const file of wanted) await unpack(file, root);
    const version = basename(packages.find((file) => basename(file).startsWith(`${PACKAGES[0]}_`)) ?? '').split('_')[1];
    const named = join(cache, `${RECIPE}-${decodeURIComponent(version ?? 'unknown').replaceAll(/[^\w.+~-]/g, '-')}`);
    await rename(root, named);
    log(`Chromium is ready for use in ${named}`);
    return await realpath(named);
  } catch (error) {
    throw new UnavailableError(errorMessage(error), { cause: error });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function unavailable(why: string): UnavailableError {
  return new UnavailableError(`no chromium on PATH, none of Playwright's, and ${why}. Install chromium.`);
}

async function suiteOfMachine(): Promise<string | undefined> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return /^ID=debian$/m.test(text) ? /^VERSION_CODENAME=(\w+)$/m.exec(text)?.[1] : undefined;
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
