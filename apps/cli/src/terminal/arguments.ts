/** The command line is not right; `message` says what would be. */
export class UsageError extends Error {
  readonly code = 'USAGE';
}

const LARGEST_COUNT = 10_000_000;

/** @returns a whole number of `least` or more @throws UsageError */
export function count(option: string, text: string, least = 1): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > LARGEST_COUNT) {
    const range = `from ${least.toLocaleString('en')} to ${LARGEST_COUNT.toLocaleString('en')}`;
    throw new UsageError(`${option} must be a whole number ${range}; got ${text}`);
  }
  return value;
}

/** Work that was broken off may still wait for an answer that never comes. */
const LAST_BREATH_MS = 500;

/**
 * Runs a command: its number becomes the exit code; what goes wrong is said in one sentence on stderr, exit code 1, or 2
 * when the command line itself is wrong.
 * @param help what `--help` prints, whatever else is asked
 */
export async function main(help: string, command: (args: string[]) => Promise<number>): Promise<void> {
  if (process.argv.slice(2).includes('--help')) {
    console.log(help);
    return;
  }
  try {
    process.exitCode = await command(process.argv.slice(2));
  } catch (error) {
    const wrongUse =
      error instanceof UsageError ||
      (error as NodeJS.ErrnoException | null)?.code?.startsWith('ERR_PARSE_ARGS') === true;
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = wrongUse ? 2 : 1;
  }
  setTimeout(() => process.exit(), LAST_BREATH_MS).unref();
}
