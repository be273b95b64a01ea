import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const RECONCILE = fileURLToPath(new URL('../reconcile.js', import.meta.url));

/** Runs `npm run reconcile` for a date, as an operator would. @returns what it printed, and whether the proof holds */
export async function runReconcile(
  environment: Readonly<Record<string, string>>,
  date: string,
): Promise<{ holds: boolean; output: string }> {
  const child = spawn(process.execPath, [RECONCILE, '--date', date], {
    env: { ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const output: Buffer[] = [];
  child.stdout.on('data', (data: Buffer) => output.push(data));
  const [code] = (await once(child, 'close')) as [number | null];
  return { holds: code === 0, output: Buffer.concat(output).toString().trimEnd() };
}
