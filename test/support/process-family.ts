import { readdir, readFile } from 'node:fs/promises';

/** A process id with its start time, since ids are used again. */
export interface Identity {
  pid: number;
  parent: number;
  started: string;
}

async function processes(): Promise<Identity[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(names.map((name) => identityOf(Number(name))));
  return found.filter((one) => one !== undefined);
}

/** @returns undefined for one that has ended, whether or not its parent has asked for its exit code */
async function identityOf(pid: number): Promise<Identity | undefined> {
  const [state, parent, ...rest] = await statOf(pid);
  if (state === undefined || state === 'Z') return undefined;
  return { pid, parent: Number(parent), started: rest[17] ?? '' };
}

/** @returns the state and what follows it, as proc(5) has them; nothing of a process that is gone */
async function statOf(pid: number): Promise<string[]> {
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
  const now = await Promise.all(family.map(({ pid }) => identityOf(pid)));
  return family.filter(({ started }, index) => now[index]?.started === started);
}
