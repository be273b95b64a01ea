/**
 * Runs one of the project's commands on a fresh clone: installs dependencies and builds first, when that is needed.
 * Uses nothing but Node.js; its own messages go to stderr.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const DIST = join(ROOT, 'dist');
const SOURCE_FOLDERS = ['apps', 'libs'];
const INSTALL_STAMP = join(ROOT, 'node_modules', '.installed-lock-hash');
const BUILD_STAMP = join(DIST, '.built-source-hash');
/** The console is built by its own tool, and only when it or what it stands on has changed. */
const CONSOLE = 'apps/console';
const CONSOLE_SOURCES = [CONSOLE, 'libs/client'];
const CONSOLE_STAMP = join(DIST, '.built-console-hash');
/** Makes programs of compiled files; see there. */
const BUNDLE = 'apps/cli/bundle.mjs';
const LOCK = join(DIST, '.run.lock');
/** The two processes of the product, as production runs them. */
const PROCESSES = { 'start:api': 'api', 'start:worker': 'worker' };
/** Tools for developers that are no part of the build: they start themselves from their sources. */
const TOOLS = { chaos: 'test/faults/chaos/chaos.mjs', client: 'apps/cli/client-types.mjs' };
/** What `--help` prints of those that have no program of ours to print it; they take no other arguments. */
const HELPS = {
  build: `npm run build
Installs what is missing and compiles to dist, the console too, unless all of it is there.`,
  client: `npm run client -- [--check]
Writes libs/client/src/api-types.ts, the types of the REST contract, from the OpenAPI document.
  --check  only says whether they are those of the document, by its exit code`,
  'start:api': `npm run start:api
One API process, configured by the environment alone (.env.example), until it is told to end. Listens on PORT.`,
  'start:worker': `npm run start:worker
One worker process, configured by the environment alone (.env.example), until it is told to end. Answers /health on WORKER_PORT.`,
};
const FLAGS = { client: ['--check'] };
const LOCK_RETRY_MS = 200;
const PROGRESS_EVERY_MS = 5000;
/** On a terminal Ctrl-C arrives twice, from the terminal and forwarded by npm: the child is to get it once. */
const SAME_SIGNAL_WITHIN_MS = 1000;
const PARENT_LOOK_MS = 500;

/**
 * Loaded into the child before its program; file 3 is the pipe from here. Processes that the child starts may inherit
 * the option, but not the parent.
 */
const LIFELINE = `data:text/javascript,${encodeURIComponent(`
if (process.env.RUN_LIFELINE_FROM === String(process.ppid)) {
  const { Socket } = await import('node:net');
  const lifeline = new Socket({ fd: 3, readable: true, writable: false });
  lifeline.on('error', () => undefined);
  lifeline.on('close', () => process.kill(process.pid, 'SIGTERM'));
  lifeline.resume();
  lifeline.unref();
}`)}`;

/** With a heap limit that fits the work, V8 collects in time; by default it lets garbage grow with the machine's memory. */
const NODE_FLAGS = ['--enable-source-maps', '--max-old-space-size=1024'];

const [command, ...args] = process.argv.slice(2);
/** The program that runs now: a step of the preparation or the command itself. */
let child = null;
/** The first signal that asked this process to end. */
let askedToEnd = null;
process.exitCode = await main();

/** Returns the exit code. */
async function main() {
  const commands = ['build', 'test', ...Object.keys(PROCESSES), ...Object.keys(TOOLS), ...(await cliCommands())];
  if (command === undefined || !commands.includes(command)) {
    say(command === undefined ? 'No command given.' : `Unknown command: ${command}`);
    say(`Usage: node apps/cli/run.mjs <command> [arguments…]\nCommands: ${commands.join(', ')}`);
    return 2;
  }
  const help = HELPS[command];
  if (help !== undefined) {
    if (args.includes('--help')) {
      process.stdout.write(`${help}\n`);
      return 0;
    }
    const unknown = args.find((arg) => !(FLAGS[command] ?? []).includes(arg));
    if (unknown !== undefined) {
      say(`npm run ${command} does not know ${unknown}; see npm run ${command} -- --help`);
      return 2;
    }
  }
  passSignalsOn();
  endWithNpm();
  const prepared = await withLock(prepare);
  if (askedToEnd !== null) return exitCodeOf(askedToEnd);
  if (!prepared) return 1;
  if (command === 'build') return 0;
  return runNode(command === 'test' ? jestArguments() : cliArguments());
}

function passSignalsOn() {
  const lastSent = new Map();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (Date.now() - (lastSent.get(signal) ?? 0) < SAME_SIGNAL_WITHIN_MS) return;
      lastSent.set(signal, Date.now());
      end(signal);
    });
  }
}

/** npm that is killed tells nobody. Without npm, whoever started this may go and leave it running, as with `nohup`. */
function endWithNpm() {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  const look = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(look);
    end('SIGTERM');
  }, PARENT_LOOK_MS);
  look.unref();
}

function end(signal) {
  askedToEnd ??= signal;
  child?.kill(signal);
}

async function cliCommands() {
  const names = await readdir(join(ROOT, 'apps/cli/src'));
  return names.filter((name) => /^[\w-]+\.ts$/.test(name)).map((name) => name.slice(0, -'.ts'.length));
}

function jestArguments() {
  const jest = join(ROOT, 'node_modules/jest/bin/jest.js');
  return ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', jest, ...args];
}

function cliArguments() {
  const tool = TOOLS[command];
  const program = tool === undefined ? join(DIST, 'bin', `${PROCESSES[command] ?? command}.js`) : join(ROOT, tool);
  return [...NODE_FLAGS, program, ...args];
}

async function prepare() {
  return (await install()) && (await build()) && (await buildConsole());
}

/** Installs dependencies unless those of this very lock file are there. */
async function install() {
  const lockText = await readFile(join(ROOT, 'package-lock.json'), 'utf8');
  const hash = createHash('sha256').update(lockText).digest('hex');
  if ((await readFile(INSTALL_STAMP, 'utf8').catch(() => '')) === hash) return true;
  if (!(await isInstalled(JSON.parse(lockText)))) {
    const npm = process.env['npm_execpath'];
    const [file, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
    // The compiler is a development dependency: NODE_ENV=production must not leave it out.
    const quiet = ['--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
    if (!(await step('installing dependencies', file, [...first, 'ci', ...quiet]))) return false;
  }
  await writeFile(INSTALL_STAMP, hash);
  return true;
}

/** Whether somebody ran npm by hand: npm keeps a list of what it installed. */
async function isInstalled(lock) {
  const text = await readFile(join(ROOT, 'node_modules/.package-lock.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return false;
  const installed = JSON.parse(text).packages;
  return Object.entries(lock.packages).every(
    ([path, wanted]) => path === '' || wanted.optional || installed[path]?.version === wanted.version,
  );
}

/** Compiles unless the sources are those of the last build. */
async function build() {
  const sources = await sourceFiles();
  const hash = await hashOf(sources);
  if ((await readFile(BUILD_STAMP, 'utf8').catch(() => '')) === hash) return true;
  await rm(BUILD_STAMP, { force: true });
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  if (!(await step('building', process.execPath, [compiler, '-p', join(ROOT, 'tsconfig.build.json')]))) return false;
  await removeOrphans(new Set(sources));
  if (!(await step('bundling', process.execPath, [join(ROOT, BUNDLE)]))) return false;
  await writeFile(BUILD_STAMP, hash);
  return true;
}

async function buildConsole() {
  const sources = [];
  for (const folder of CONSOLE_SOURCES) {
    for (const path of await filesUnder(join(ROOT, folder))) sources.push(relative(ROOT, path));
  }
  const hash = await hashOf(sources.sort());
  const isBuilt = existsSync(join(DIST, CONSOLE, 'index.html'));
  if (isBuilt && (await readFile(CONSOLE_STAMP, 'utf8').catch(() => '')) === hash) return true;
  await rm(CONSOLE_STAMP, { force: true });
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  if (!(await step('building the console', process.execPath, [vite, 'build', join(ROOT, CONSOLE)]))) return false;
  await writeFile(CONSOLE_STAMP, hash);
  return true;
}

/** Paths from the root, of what the build is made of. */
async function sourceFiles() {
  const found = [];
  for (const folder of SOURCE_FOLDERS) {
    for (const path of await filesUnder(join(ROOT, folder))) {
      if (!path.endsWith('.ts') || path.endsWith('.spec.ts') || isOfConsole(relative(ROOT, path))) continue;
      found.push(relative(ROOT, path));
    }
  }
  return found.sort();
}

async function hashOf(sources) {
  const hash = createHash('sha256');
  for (const path of [
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'tsconfig.build.json',
    BUNDLE,
    ...sources,
  ]) {
    const content = await readFile(join(ROOT, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** Compiled files whose source has gone would still be found by an import. */
async function removeOrphans(sources) {
  for (const folder of SOURCE_FOLDERS) {
    for (const path of await filesUnder(join(DIST, folder))) {
      const source = relative(DIST, path).replace(/\.js(\.map)?$/, '.ts');
      if (isOfConsole(source)) continue;
      if (!sources.has(source)) await rm(path, { force: true });
    }
  }
}

function isOfConsole(path) {
  return path.startsWith(`${CONSOLE}/`);
}

async function filesUnder(folder) {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Runs a program quietly, telling how long it takes; its output is shown when it fails. Returns whether it worked. */
async function step(what, file, stepArguments) {
  if (askedToEnd !== null) return false;
  const started = Date.now();
  const seconds = () => ((Date.now() - started) / 1000).toFixed(1);
  say(`${what} …`);
  const progress = setInterval(() => say(`${what} … ${seconds()} s`), PROGRESS_EVERY_MS);
  let output = '';
  child = spawn(file, stepArguments, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve) => {
    child.on('error', (error) => {
      output += error.message;
      resolve(1);
    });
    child.on('close', resolve);
  });
  child = null;
  clearInterval(progress);
  if (askedToEnd !== null) say(`${what}: stopped after ${seconds()} s`);
  else if (code !== 0) say(`${output.trimEnd()}\n${what} failed after ${seconds()} s`);
  else say(`${what}: done in ${seconds()} s`);
  return code === 0;
}

/** Holds the lock while working, so that two commands at once do not build over each other. False: asked to end. */
async function withLock(work) {
  await mkdir(DIST, { recursive: true });
  for (let told = false; !(await tryLock()); told = true) {
    const holder = Number(await readFile(LOCK, 'utf8').catch(() => '0'));
    if (holder !== 0 && !isRunning(holder)) await rm(LOCK, { force: true });
    else if (!told) say(`waiting for process ${holder}, which is preparing the project`);
    await delay(LOCK_RETRY_MS);
    if (askedToEnd !== null) return false;
  }
  try {
    return await work();
  } finally {
    await rm(LOCK, { force: true });
  }
}

/** Links a file that has its content already, so that nobody ever reads a lock without its holder. */
async function tryLock() {
  const draft = `${LOCK}.${process.pid}`;
  await writeFile(draft, String(process.pid));
  try {
    await link(draft, LOCK);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw new Error(`${LOCK} cannot be made. Let this user write to ${DIST}, on a file system with hard links.`, {
      cause: error,
    });
  } finally {
    await rm(draft, { force: true });
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/**
 * Runs Node.js with our own standard streams. The child holds the other end of a pipe of ours: when that breaks, because
 * this process was killed, it ends as if asked to. Returns its exit code.
 */
async function runNode(nodeArguments) {
  child = spawn(process.execPath, ['--import', LIFELINE, ...nodeArguments], {
    cwd: ROOT,
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    // Out of the terminal's reach: signals come to it through this process only, so never twice.
    detached: true,
    env: { ...process.env, RUN_LIFELINE_FROM: String(process.pid) },
  });
  return new Promise((resolve) => {
    child.on('error', (error) => {
      say(error.message);
      resolve(1);
    });
    child.on('exit', (code, signal) => resolve(signal === null ? code : exitCodeOf(signal)));
  });
}

function exitCodeOf(signal) {
  return 128 + constants.signals[signal];
}

function say(text) {
  process.stderr.write(`${text}\n`);
}
