import { minimise } from './minimise.js';
import { drawRound, seedOfRound } from './plan/draw-round.js';
import type { ChaosEvent, Family, Round } from './plan/round.js';
import { runRound, type Outcome } from './run/run-round.js';
import type { Surroundings } from './run/surroundings.js';

export interface Violation {
  readonly seed: number;
  readonly problems: readonly string[];
  /** Which of the round's events are enough to make it fail, by their places in it. */
  readonly events: readonly number[];
  readonly happened: readonly string[];
  readonly slots: string;
  readonly again: string;
  readonly logs: string;
}

export interface Simulated {
  readonly rounds: number;
  readonly entries: number;
  readonly events: number;
  readonly tookMs: number;
  /** How often which request was answered with what. */
  readonly answers: Readonly<Record<string, number>>;
  readonly violations: readonly Violation[];
}

export interface Wish {
  /** The seed of the whole run; that of its rounds is made of it. */
  readonly seed: number;
  /** Only this round. */
  readonly round?: number;
  /** Only these of its events. */
  readonly events?: readonly number[];
  readonly minutes: number;
  readonly without: ReadonlySet<Family>;
  /** Goes on after a violation. */
  readonly keepGoing: boolean;
  /** Tells what happened in every round. */
  readonly verbose: boolean;
  /** How many rounds may be spent on finding the fewest events of a violation. */
  readonly tries: number;
}

/** Runs rounds until the time is over or one fails. Each is told as one line. */
export async function simulate(around: Surroundings, wish: Wish, log: (line: string) => void): Promise<Simulated> {
  const started = Date.now();
  const violations: Violation[] = [];
  let rounds = 0;
  let entries = 0;
  let events = 0;
  const answers: Record<string, number> = {};
  const isOver = (): boolean =>
    Date.now() - started >= wish.minutes * 60_000 ||
    (violations.length > 0 && !wish.keepGoing) ||
    (wish.round !== undefined && rounds > 0);
  do {
    const drawn = drawRound(wish.round ?? seedOfRound(wish.seed, rounds), wish.without);
    const round = wish.events === undefined ? drawn : only(drawn, wish.events);
    const outcome = await runRound(around, round);
    rounds += 1;
    entries += outcome.entries;
    events += round.events.length;
    for (const [answer, count] of outcome.answers) answers[answer] = (answers[answer] ?? 0) + count;
    log(line(round, outcome));
    if (wish.verbose) for (const what of outcome.happened) log(`      ${what}`);
    if (outcome.problems.length > 0) violations.push(await investigate(around, wish, drawn, round, outcome, log));
  } while (!isOver());
  return { rounds, entries, events, tookMs: Date.now() - started, answers, violations };
}

/** The round with those events alone that are at these places. */
function only(round: Round, places: readonly number[]): Round {
  return { ...round, events: round.events.filter((_, place) => places.includes(place)) };
}

async function investigate(
  around: Surroundings,
  wish: Wish,
  drawn: Round,
  round: Round,
  outcome: Outcome,
  log: (line: string) => void,
): Promise<Violation> {
  for (const problem of outcome.problems.slice(0, 10)) log(`  ${problem}`);
  let failed = outcome;
  const fails = async (events: readonly ChaosEvent[]): Promise<boolean> => {
    const tried = await runRound(around, { ...round, events });
    log(`  with ${events.length} of ${round.events.length} events: ${tried.problems.length > 0 ? 'fails' : 'ok'}`);
    if (tried.problems.length > 0) failed = tried;
    return tried.problems.length > 0;
  };
  const kept = await minimise(round.events, fails, wish.tries);
  const events = kept.map((event) => drawn.events.indexOf(event));
  const without = wish.without.size === 0 ? '' : ` --without ${[...wish.without].join(',')}`;
  const { problems, happened, slots, logs } = failed;
  const again = `npm run chaos -- --round ${round.seed} --events ${events.join(',') || 'none'}${without}`;
  return { seed: round.seed, problems, events, happened, slots, again, logs };
}

function line({ seed, rules, population, events }: Round, { problems, slots, entries, tookMs }: Outcome): string {
  const kinds = new Map<string, number>();
  for (const { kind } of events) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const happened = [...kinds].map(([kind, count]) => (count === 1 ? kind : `${count} ${kind}`)).join(', ');
  return (
    `${problems.length === 0 ? 'ok   ' : 'FAILS'} round ${seed}  ${(tookMs / 1_000).toFixed(1)} s  ` +
    `${population.stakes.length} stakes, chunks of ${rules.chunkSize}, ${rules.workers} workers, ${rules.apis} APIs  ` +
    `[${happened || 'nothing'}]  ${slots}, ${entries} entries`
  );
}
