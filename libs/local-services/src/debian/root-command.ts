import { getuid } from 'node:process';

/** User and group that PostgreSQL and Valkey run as when this process is root: PostgreSQL refuses to be root. */
export const SERVICE_ID = 5432;

/** Whether this process is the system's administrator. */
export function isRoot(): boolean {
  return getuid?.() === 0;
}

/**
 * How to run a program of the unpacked packages with their folder as its root: their C library is newer than the
 * machine's. Another user than root needs the kernel to allow user namespaces.
 */
export function inRoot(root: string, program: string, args: readonly string[]): { file: string; args: string[] } {
  if (isRoot()) return { file: 'chroot', args: [`--userspec=${SERVICE_ID}:${SERVICE_ID}`, root, program, ...args] };
  return { file: 'unshare', args: ['--user', '--map-current-user', `--root=${root}`, '--wd=/', program, ...args] };
}
