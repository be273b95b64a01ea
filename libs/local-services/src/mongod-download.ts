import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from './environment.js';
import { errorMessage } from './errors.js';
import { UnavailableError, type Log } from './local-service.js';

/** How long the download may give no sign of progress. */
const SILENCE_LIMIT_MS = 4000;
/** A machine that could not download is not asked again for this long. */
const FAILURE_REMEMBERED_MS = 12 * 60 * 60 * 1000;
const FAILURE_FILE = 'mongod-download-failed.json';

/** Its progress goes to standard output, which belongs to the caller here: hence a process of its own. */
const DOWNLOAD_SCRIPT = `
  const { MongoBinary } = require('mongodb-memory-server-core');
  MongoBinary.getPath({ downloadDir: process.argv[1] }).then(
    (path) => console.log('found ' + path),
    (error) => { console.log('failed ' + error.message.replaceAll('\\n', ' ')); process.exitCode = 1; },
  );`;

/**
 * The path of a `mongod` that mongodb-memory-server has in its cache or downloads now. Throws UnavailableError when
 * it has none and the download fails; that failure is remembered.
 */
export async function findDownloadedMongod(log: Log): Promise<string> {
  const folder = join(cacheFolder(), 'mongod');
  const { DryMongoBinary } = await import('mongodb-memory-server-core');
  const options = DryMongoBinary.getEnsuredOptions({ downloadDir: folder });
  const present = await DryMongoBinary.locateBinary(options).catch(() => undefined);
  if (present !== undefined) return present;
  const failure = await recentFailure();
  if (failure !== undefined) throw new UnavailableError(failure);
  log(`trying to download MongoDB ${options.version}`);
  try {
    return await download(folder, log);
  } catch (error) {
    const reason = errorMessage(error);
    await rememberFailure(reason);
    throw new UnavailableError(reason, { cause: error });
  }
}

async function download(folder: string, log: Log): Promise<string> {
  await mkdir(folder, { recursive: true });
  const child = spawn(process.execPath, ['-e', DOWNLOAD_SCRIPT, folder], {
    cwd: dirname(fileURLToPath(import.meta.url)),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let result = `no answer from MongoDB's download server within ${SILENCE_LIMIT_MS / 1000} s`;
  let silence = setTimeout(() => child.kill('SIGKILL'), SILENCE_LIMIT_MS);
  createInterface({ input: child.stdout }).on('line', (line) => {
    clearTimeout(silence);
    silence = setTimeout(() => child.kill('SIGKILL'), SILENCE_LIMIT_MS);
    if (line.startsWith('Downloading')) log(line.trim());
    else result = line;
  });
  await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  clearTimeout(silence);
  if (!result.startsWith('found ')) throw new Error(result.replace(/^failed /, ''));
  return result.slice('found '.length);
}

async function recentFailure(): Promise<string | undefined> {
  const text = await readFile(join(cacheFolder(), FAILURE_FILE), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { reason, until } = JSON.parse(text) as { reason: string; until: number };
  if (until < Date.now()) return undefined;
  return `${reason} (asked earlier; next time after ${new Date(until).toISOString()})`;
}

async function rememberFailure(reason: string): Promise<void> {
  const until = Date.now() + FAILURE_REMEMBERED_MS;
  await mkdir(cacheFolder(), { recursive: true });
  await writeFile(join(cacheFolder(), FAILURE_FILE), JSON.stringify({ reason, until }));
}
