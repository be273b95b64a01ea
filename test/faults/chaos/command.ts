import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { FAMILIES, type Family } from './plan/round.js';
import { Surroundings } from './run/surroundings.js';
import { simulate, type Simulated, type Violation, type Wish } from './simulate.js';

const USAGE = `npm run chaos -- [--minutes M] [--seed S] [--json]

Runs random days under random faults and checks the books by arithmetic of its own. Exit 1 at a violation.

  --minutes M     how long; 1 unless told
  --seed S        of the whole run; drawn and told unless given
  --round S       one round by its own seed, as a violation names it
  --events 0,3    only these of its events; none: none
  --without A,B   leaves kinds of trouble out: ${FAMILIES.join(', ')}
  --tries N       rounds that may be spent on finding the fewest events of a violation; 12 unless told
  --keep-going    goes on after a violation
  --verbose       tells what happened in every round
  --json          one object on standard output`;

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const PROBLEMS_TOLD = 20;
const STOPPED_WITHIN_MS = 3_000;

class UsageError extends Error {}

process.exitCode = await main(process.argv.slice(2));
setTimeout(() => process.exit(), 500).unref();

async function main(args: string[]): Promise<number> {
  try {
    const wish = readWish(args);
    return wish === null ? 0 : await run(wish);
  } catch (error) {
    say(process.stderr, error instanceof Error ? error.message : String(error));
    return isWrongUse(error) ? 2 : 1;
  }
}

async function run({ json, ...wish }: Wish & { json: boolean }): Promise<number> {
  let isAskedToEnd = false;
  const log = (line: string): void => {
    if (!isAskedToEnd) say(process.stderr, line);
  };
  log(`seed ${wish.seed}`);
  const around = await Surroundings.start(log);
  for (const signal of STOP_SIGNALS) {
    process.once(signal, () => {
      log(`stopping (${signal})`);
      isAskedToEnd = true;
      // A round may be restarting what is stopped here; whatever is left ends with this process.
      const gaveUp = pause(STOPPED_WITHIN_MS);
      void Promise.race([around.stop().catch(() => undefined), gaveUp]).then(() => process.exit(1));
    });
  }
  try {
    const result = await simulate(around, wish, log);
    if (json) say(process.stdout, JSON.stringify({ seed: wish.seed, ok: result.violations.length === 0, ...result }));
    else report(result);
    return result.violations.length === 0 ? 0 : 1;
  } finally {
    await around.stop();
  }
}

function report({ rounds, events, entries, tookMs, violations }: Simulated): void {
  for (const violation of violations) say(process.stdout, describe(violation));
  say(
    process.stdout,
    `${rounds} rounds, ${events} events, ${entries} entries in ${(tookMs / 1_000).toFixed(0)} s: ` +
      (violations.length === 0 ? 'no violation' : `${violations.length} violations`),
  );
}

function describe({ seed, problems, happened, slots, again, logs }: Violation): string {
  const more = problems.length - PROBLEMS_TOLD;
  return [
    `\nVIOLATION in round ${seed} (${slots})`,
    ...problems.slice(0, PROBLEMS_TOLD).map((problem) => `  ${problem}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
    'What happened:',
    ...happened.map((what) => `  ${what}`),
    `Logs:\n${logs}`,
    `Again: ${again}\n`,
  ].join('\n');
}

/** @returns null when only help was asked for @throws UsageError */
function readWish(args: string[]): (Wish & { json: boolean }) | null {
  const { values } = parseArgs({
    args,
    options: {
      minutes: { type: 'string', default: '1' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
      round: { type: 'string' },
      events: { type: 'string' },
      without: { type: 'string', default: '' },
      tries: { type: 'string', default: '12' },
      'keep-going': { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    say(process.stdout, USAGE);
    return null;
  }
  const { round, events } = values;
  return {
    minutes: number('--minutes', values.minutes),
    seed: number('--seed', values.seed),
    ...(round === undefined ? {} : { round: number('--round', round) }),
    ...(events === undefined
      ? {}
      : { events: list(events === 'none' ? '' : events).map((one) => number('--events', one)) }),
    without: new Set(list(values.without).map(family)),
    keepGoing: values['keep-going'],
    tries: number('--tries', values.tries),
    verbose: values.verbose,
    json: values.json,
  };
}

function say(stream: NodeJS.WriteStream, text: string): void {
  stream.write(`${text}\n`);
}

function number(option: string, text: string): number {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text)) throw new UsageError(`${option} must be a number; got ${text}`);
  return value;
}

function family(text: string): Family {
  const found = FAMILIES.find((known) => known === text);
  if (found === undefined) throw new UsageError(`--without takes ${FAMILIES.join(', ')}; got ${text}`);
  return found;
}

function list(text: string): string[] {
  return text.split(',').filter((part) => part !== '');
}

function isWrongUse(error: unknown): boolean {
  if (error instanceof UsageError) return true;
  return (error as NodeJS.ErrnoException | null)?.code?.startsWith('ERR_PARSE_ARGS') === true;
}
