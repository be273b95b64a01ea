const TICK_MS = { terminal: 1_000, log: 5_000 };

/** Does something that takes a while, telling on stderr what it is and how long it has taken. */
export async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
  const terminal = process.stderr.isTTY;
  const started = performance.now();
  const seconds = (): string => `${((performance.now() - started) / 1_000).toFixed(1)} s`;
  const tell = (text: string): boolean => process.stderr.write(terminal ? `\r${text}\u001b[K` : `${text}\n`);
  if (terminal) tell(`${what} …`);
  const ticking = setInterval(() => tell(`${what} … ${seconds()}`), terminal ? TICK_MS.terminal : TICK_MS.log);
  try {
    const result = await work();
    tell(`${what}: ${seconds()}${terminal ? '\n' : ''}`);
    return result;
  } finally {
    clearInterval(ticking);
  }
}
