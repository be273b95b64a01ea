import { homedir } from 'node:os';
import { join } from 'node:path';

/** Everything this library takes from the environment. */
export function environmentUri(name: 'MONGODB_URI' | 'REDIS_URL'): string | undefined {
  return process.env[name] || undefined;
}

/** The folder in which downloads, unpacked programs and the data of running instances live; one for each user. */
export function cacheFolder(): string {
  const override = process.env['LOCAL_SERVICES_CACHE'];
  if (override) return override;
  const base = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(base, 'local-services');
}

/** Where Playwright's own installation keeps its browsers. */
export function playwrightFolder(): string {
  return process.env['PLAYWRIGHT_BROWSERS_PATH'] || join(homedir(), '.cache/ms-playwright');
}

/** Where programs are looked for; `sbin` folders too, which a plain user's PATH leaves out. */
export function searchPath(): string[] {
  return [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/sbin'].filter((folder) => folder !== '');
}

/** The environment for programs of the machine itself. */
export function childEnvironment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return { ...process.env, PATH: searchPath().join(':'), LC_ALL: 'C', ...extra };
}
