import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { errorMessage } from './errors.js';
import { childEnvironment, searchPath } from './environment.js';

const execFileAsync = promisify(execFile);
const OUTPUT_LIMIT = 64 * 1024 * 1024;

/** The program's full path, or undefined when it is not on PATH. */
export async function findProgram(name: string): Promise<string | undefined> {
  for (const folder of searchPath()) {
    const path = join(folder, name);
    try {
      await access(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

/** Runs a program to its end and gives what it printed. Throws with its error output when it fails. */
export async function runProgram(
  file: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  try {
    const { stdout } = await execFileAsync(file, [...args], {
      env: childEnvironment(environment),
      maxBuffer: OUTPUT_LIMIT,
    });
    return stdout;
  } catch (error) {
    const details = error as { stderr?: string };
    throw new Error(`${file} ${args[0] ?? ''} failed: ${details.stderr?.trim() || errorMessage(error)}`, {
      cause: error,
    });
  }
}
