import { relative } from 'node:path';

/** Editors write a file in several steps. */
const QUIET_MS = 50;

/**
 * Tells which sources have changed, a batch at a time: never while the last one is still worked on.
 * @param root of the project; everything under `apps` and `libs` is watched but for tests and the console
 * @returns ends it
 */
export async function watchSources(
  root: string,
  changed: (paths: readonly string[]) => Promise<void>,
): Promise<() => Promise<void>> {
  const waiting = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let working = false;

  async function work(): Promise<void> {
    if (working) return;
    working = true;
    while (waiting.size > 0) {
      const batch = [...waiting];
      waiting.clear();
      await changed(batch);
    }
    working = false;
  }

  const { watch } = await import('chokidar');
  const watcher = watch(['apps', 'libs'], {
    cwd: root,
    ignoreInitial: true,
    ignored: (path, stats) =>
      /(^|\/)console(\/|$)/.test(relative(root, path)) || (stats?.isFile() === true && !isSource(path)),
  });
  watcher.on('all', (_event, path) => {
    if (!isSource(path)) return;
    waiting.add(path);
    clearTimeout(timer);
    timer = setTimeout(() => void work(), QUIET_MS);
  });
  await new Promise<void>((resolve) => watcher.once('ready', resolve));
  return async () => {
    clearTimeout(timer);
    await watcher.close();
  };
}

function isSource(path: string): boolean {
  return path.endsWith('.ts') && !path.endsWith('.spec.ts');
}
