import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { childEnvironment } from '../environment.js';
import type { Log } from '../local-service.js';
import { runProgram } from '../programs.js';
import { tellFifths } from './fetch-packages.js';
import { inRoot, isRoot, SERVICE_ID } from './root-command.js';

/** What no server needs: a third of the size. */
const LEFT_OUT = ['./usr/share/doc', './usr/share/man', './usr/share/locale', './usr/share/icons', '*.bc'];

const EXTENSIONS = 'usr/share/postgresql/18/extension';

/** Unpacks package files into `root` and makes of it a folder in which their programs run. */
export async function unpackPackages(packages: readonly string[], root: string, log: Log): Promise<void> {
  await mkdir(root, { recursive: true });
  log(`unpacking ${packages.length}`);
  const tell = tellFifths(log, 'unpacked', packages.length);
  for (const [index, file] of packages.entries()) {
    await unpack(file, root);
    tell(index + 1);
  }
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) await link(`usr/${name}`, join(root, name));
  await link('dash', join(root, 'usr/bin/sh'));
  // The package manager's own scripts would make this one.
  await link('postgis-3.control', join(root, EXTENSIONS, 'postgis.control'));
  await makeDevices(join(root, 'dev'));
  await mkdir(join(root, 'tmp'), { recursive: true });
  await chmod(join(root, 'tmp'), 0o1777);
  await writeAccounts(join(root, 'etc'));
  const { file, args } = inRoot(root, '/usr/sbin/ldconfig', []);
  // As root it writes into a folder of root's; the service's user could not.
  if (isRoot()) await runProgram('chroot', [root, '/usr/sbin/ldconfig']);
  else await runProgram(file, args);
}

/** Unpacks one package file. Throws when it cannot be read. */
export async function unpack(file: string, root: string): Promise<void> {
  const source = spawn('dpkg-deb', ['--fsys-tarfile', file], {
    env: childEnvironment(),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const excluded = LEFT_OUT.map((pattern) => `--exclude=${pattern}`);
  const ownership = isRoot() ? [] : ['--no-same-owner'];
  const target = spawn('tar', ['-x', '-C', root, '--keep-directory-symlink', ...ownership, ...excluded], {
    env: childEnvironment(),
    stdio: [source.stdout, 'ignore', 'pipe'],
  });
  // The pipe now is theirs alone: each must notice when the other one ends.
  source.stdout.destroy();
  let errors = '';
  target.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const codes = (await Promise.all([once(source, 'close'), once(target, 'close')])).map(([code]) => code as number);
  if (codes.some((code) => code !== 0)) throw new Error(`could not unpack ${file}: ${errors.trim()}`);
}

async function link(target: string, path: string): Promise<void> {
  await rm(path, { force: true });
  await symlink(target, path);
}

/** Only root can make devices. A plain file in the place of /dev/null swallows what is written all the same. */
async function makeDevices(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  if (!isRoot()) {
    await writeFile(join(folder, 'null'), '');
    return;
  }
  await runProgram('mknod', ['-m', '666', join(folder, 'null'), 'c', '1', '3']);
  await runProgram('mknod', ['-m', '666', join(folder, 'urandom'), 'c', '1', '9']);
}

async function writeAccounts(folder: string): Promise<void> {
  const { uid, gid } = isRoot() ? { uid: SERVICE_ID, gid: SERVICE_ID } : userInfo();
  await writeFile(join(folder, 'passwd'), `postgres:x:${uid}:${gid}::/tmp:/bin/sh\n`);
  await writeFile(join(folder, 'group'), `postgres:x:${gid}:\n`);
  await writeFile(join(folder, 'hosts'), '127.0.0.1 localhost\n');
}
