import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PROJECT_ROOT } from '#lib/config';

/** Loaded before a process that ends with the one that started it; see lifeline.ts. */
export const LIFELINE = pathToFileURL(programOf('lifeline')).href;

/** @param name `api`, `worker`, or a command as in `npm run <name>` @returns the bundle that the build made of it */
export function programOf(name: string): string {
  return join(PROJECT_ROOT, 'dist/bin', `${name}.js`);
}

/** @returns what that bundle of `api` or `worker` is made of: compiled files, which `npm run dev` renews one by one */
export function modulesOf(app: 'api' | 'worker'): string {
  return join(PROJECT_ROOT, 'dist/apps', app, 'src/main.js');
}

/** @param path as `bench/goals` @returns that compiled file of the commands */
export function moduleOfCommands(path: string): string {
  return join(PROJECT_ROOT, 'dist/apps/cli/src', `${path}.js`);
}
