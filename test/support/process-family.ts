import { readdir, readFile } from 'node:fs/promises';

/** A process id with its start time, since ids are used again. */
export interface Identity {
  pid: number;
  parent: number;
  started: string;
}

async function processes(): Promise<Identity[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    names.map(async (name) => {
      const [state, parent, ...rest] = await statOf(name);
      if (state === undefined || state === 'Z') return [];
      return [{ pid: Number(name), parent: Number(parent), started: rest[17] ?? '' }];
    }),
  );
  return found.flat();
}

/** @returns the state and what follows it, as proc(5) has them; nothing of a process that is gone */
async function statOf(pid: number | string): Promise<string[]> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat === '' ? [] : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** Whether SIGSTOP has taken effect on a process. */
export async function isStopped(pid: number): Promise<boolean> {
  return (await statOf(pid))[0] === 'T';
}

/** All processes that this one has started, and theirs. */
export async function descendants(pid: number): Promise<Identity[]> {
  const all = await processes();
  const family: Identity[] = [];
  let parents = [pid];
  while (parents.length > 0) {
    const children = all.filter(({ parent }) => parents.includes(parent));
    family.push(...children);
    parents = children.map((child) => child.pid);
  }
  return family;
}

/** Those that still run. */
export async function alive(family: readonly Identity[]): Promise<Identity[]> {
  const all = await processes();
  return family.filter((one) => all.some(({ pid, started }) => pid === one.pid && started === one.started));
}
