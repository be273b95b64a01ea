import { spawn } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { childEnvironment } from '../environment.js';
import type { Log } from '../local-service.js';
import { runProgram } from '../programs.js';
import type { Mirror } from './mirror.js';

/** What is fetched, from which of Debian's suites. */
export interface Wanted {
  readonly suite: string;
  readonly packages: readonly string[];
}

/** The machine's own settings for reaching a mirror (proxies, certificates, checks) go on holding. */
const KEPT_SETTINGS = /^Acquire::(https?|Retries|Check|ForceIPv)/;

const FIFTHS = 5;

/**
 * Downloads the packages and all they depend on into `folder`, with an apt of its own that leaves the system's state
 * alone; signatures are checked. Returns the paths of the package files. Throws when apt fails.
 */
export async function fetchPackages(
  folder: string,
  mirror: Mirror,
  { suite, packages }: Wanted,
  log: Log,
): Promise<string[]> {
  const configuration = await writeConfiguration(folder, mirror, suite);
  const environment = { APT_CONFIG: configuration, DEBIAN_FRONTEND: 'noninteractive' };
  log(`reading the lists from ${mirror.uri}`);
  await runProgram('apt-get', ['update', '-q'], environment);
  await download(packages, environment, log);
  const archives = join(folder, 'cache', 'archives');
  const names = await readdir(archives);
  return names.filter((name) => name.endsWith('.deb')).map((name) => join(archives, name));
}

async function writeConfiguration(folder: string, mirror: Mirror, suite: string): Promise<string> {
  for (const path of ['state', 'lists/partial', 'cache/archives/partial']) {
    await mkdir(join(folder, path), { recursive: true });
  }
  const kept = (await runProgram('apt-config', ['dump'])).split('\n').filter((line) => KEPT_SETTINGS.test(line));
  const lines = [
    ...kept,
    `Dir::State "${folder}/state";`,
    `Dir::State::Lists "${folder}/lists";`,
    `Dir::State::status "${folder}/status";`,
    `Dir::Cache "${folder}/cache";`,
    `Dir::Etc::sourcelist "${folder}/sources.list";`,
    'Dir::Etc::sourceparts "/dev/null";',
    'Dir::Etc::parts "/dev/null";',
    'Dir::Etc::preferences "/dev/null";',
    'Dir::Etc::preferencesparts "/dev/null";',
    'Acquire::Languages "none";',
    'APT::Install-Recommends "false";',
    'APT::Sandbox::User "root";',
    // apt would lock the system's package database, which is neither used nor, for most users, writable.
    'Debug::NoLocking "true";',
  ];
  await writeFile(join(folder, 'status'), '');
  // A mirror's list may be past its date; its signature is checked all the same.
  const options = `signed-by=${mirror.keyring} check-valid-until=no`;
  await writeFile(join(folder, 'sources.list'), `deb [${options}] ${mirror.uri} ${suite} main\n`);
  const configuration = join(folder, 'apt.conf');
  await writeFile(configuration, `${lines.join('\n')}\n`);
  return configuration;
}

async function download(
  packages: readonly string[],
  environment: Readonly<Record<string, string>>,
  log: Log,
): Promise<void> {
  const apt = spawn('apt-get', ['-y', '-q', '--download-only', 'install', ...packages], {
    env: childEnvironment(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  apt.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const ended = new Promise<number | null>((resolve, reject) => apt.on('error', reject).on('close', resolve));
  const progress = new DownloadProgress(log);
  createInterface({ input: apt.stdout }).on('line', (line) => progress.read(line));
  const code = await ended;
  if (code !== 0) throw new Error(`apt-get could not download the packages: ${errors.trim()}`);
}

/** Says how far something has come, at every fifth of it. */
export function tellFifths(log: Log, doing: string, all: number): (done: number) => void {
  let told = 0;
  return (done) => {
    const fifths = all === 0 ? 0 : Math.floor((FIFTHS * done) / all);
    if (fifths <= told) return;
    told = fifths;
    log(`${doing} ${done} of ${all}`);
  };
}

/** Follows apt's lines: `Need to get 145 MB`, `0 upgraded, 214 newly installed`, `Get:7 …`. */
class DownloadProgress {
  private packages = 0;
  private tell: (got: number) => void = () => undefined;

  constructor(private readonly log: Log) {}

  read(line: string): void {
    const size = /^Need to get (.+?) of archives/.exec(line)?.[1];
    if (size !== undefined)
      this.log(`fetching ${this.packages}, ${size}: DocumentDB, which stands in for MongoDB, and Valkey`);
    const packages = /(\d+) newly installed/.exec(line)?.[1];
    if (packages !== undefined) {
      this.packages = Number(packages);
      this.tell = tellFifths(this.log, 'fetched', this.packages);
    }
    this.tell(Number(/^Get:(\d+) /.exec(line)?.[1] ?? 0));
  }
}
