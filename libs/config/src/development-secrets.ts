import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

interface Secrets {
  readonly JWT_SECRET: string;
  readonly SECRETS_KEY: string;
}

/**
 * Secrets for development only. They are kept in a file of the user's (mode 600), because what one process
 * encrypts (the seed) another must be able to read (the API).
 */
export function developmentSecrets(env: NodeJS.ProcessEnv): { secrets: Secrets; file: string } {
  const state = env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state');
  const file = join(state, 'daily-declaration-returns', 'development-secrets.json');
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  if (!existsSync(file)) make(file);
  return { secrets: JSON.parse(readFileSync(file, 'utf8')) as Secrets, file };
}

/** A whole file is linked: of processes that start together one makes it, and none ever reads half of it. */
function make(file: string): void {
  const fresh: Secrets = {
    JWT_SECRET: randomBytes(32).toString('base64url'),
    SECRETS_KEY: randomBytes(32).toString('base64url'),
  };
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    writeFileSync(draft, JSON.stringify(fresh), { flag: 'wx', mode: 0o600 });
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}
