import { generateKeyPairSync, randomBytes } from 'node:crypto';
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
  const { content: secrets, file } = kept<Secrets>(env, 'development-secrets.json', () => ({
    JWT_SECRET: randomBytes(32).toString('base64url'),
    SECRETS_KEY: randomBytes(32).toString('base64url'),
  }));
  return { secrets, file };
}

interface OrderKeys {
  readonly ORDER_SIGNING_KEY: string;
  readonly ORDER_VERIFY_KEY: string;
}

/** The keys of orders for development only; kept likewise, because what the API seals the worker must verify. */
export function developmentOrderKey(env: NodeJS.ProcessEnv): { keys: OrderKeys; file: string } {
  const { content: keys, file } = kept<OrderKeys>(env, 'development-order-key.json', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    return {
      ORDER_SIGNING_KEY: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
      ORDER_VERIFY_KEY: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    };
  });
  return { keys, file };
}

function kept<T>(env: NodeJS.ProcessEnv, name: string, generate: () => T): { content: T; file: string } {
  const state = env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state');
  const file = join(state, 'daily-declaration-returns', name);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  if (!existsSync(file)) make(file, generate());
  return { content: JSON.parse(readFileSync(file, 'utf8')) as T, file };
}

/** A whole file is linked: of processes that start together one makes it, and none ever reads half of it. */
function make(file: string, fresh: unknown): void {
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
