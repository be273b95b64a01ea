import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { GuardedProcess } from '../guarded-process.js';
import { runProgram } from '../programs.js';
import { waitUntil } from '../waiting.js';
import { INITDB, POSTGRES, postgresArguments, PSQL, SOCKET_PORT } from './postgres-settings.js';
import { inRoot, isRoot, SERVICE_ID } from './root-command.js';

const TEMPLATE = 'template';
const STARTED_WITHIN_MS = 30_000;

/** Makes, once for each unpacked root, the empty database that every instance starts from as a copy. */
export async function makeDataTemplate(root: string): Promise<void> {
  const folder = join(root, TEMPLATE);
  await makeServiceFolder(folder);
  const initArguments = ['-D', `/${TEMPLATE}/data`, '-U', 'postgres', '-A', 'trust', '--no-locale', '-E', 'UTF8'];
  await runInRoot(root, INITDB, [...initArguments, '--no-sync']);
  const postgres = await GuardedProcess.start({
    ...inRoot(root, POSTGRES, postgresArguments(`/${TEMPLATE}`)),
    lastSignal: 'QUIT',
    logFile: join(folder, 'postgres.log'),
  });
  try {
    await waitUntil('PostgreSQL to start', STARTED_WITHIN_MS, async () => {
      if (postgres.hasExited) throw new Error(`PostgreSQL did not start: ${await postgres.logTail()}`);
      return runSql(root, 'SELECT 1').then(
        () => true,
        () => false,
      );
    });
    await runSql(root, 'CREATE EXTENSION documentdb CASCADE');
  } finally {
    postgres.signal('SIGINT');
    await postgres.exited();
  }
}

/** Copies the template's data into an instance's folder. */
export async function copyDataTemplate(root: string, folder: string): Promise<void> {
  await runProgram('cp', ['-a', '--reflink=auto', join(root, TEMPLATE, 'data'), join(folder, 'data')]);
}

/** Gives the folder to the user that the servers run as. */
export async function makeServiceFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  if (isRoot()) await chown(folder, SERVICE_ID, SERVICE_ID);
}

async function runSql(root: string, sql: string): Promise<void> {
  const target = ['-h', `/${TEMPLATE}`, '-p', String(SOCKET_PORT), '-U', 'postgres', '-d', 'postgres'];
  await runInRoot(root, PSQL, [...target, '-v', 'ON_ERROR_STOP=1', '-q', '-c', sql]);
}

async function runInRoot(root: string, program: string, args: readonly string[]): Promise<void> {
  const command = inRoot(root, program, args);
  await runProgram(command.file, command.args);
}
