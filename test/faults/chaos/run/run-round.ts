import type { Round } from '../plan/round.js';
import { readAccountBooks, type AccountBooks } from '../verdict/account-books.js';
import { answerProblems } from '../verdict/check-answers.js';
import { hasNoClocks } from '../verdict/check-slots.js';
import { judge } from '../verdict/judge.js';
import { Admins } from './admins.js';
import { disagreements } from './ask-product.js';
import { mendRecords, retryUnpaid } from './mend-records.js';
import { EventRunner } from './event-runner.js';
import { settle } from './settle.js';
import type { Surroundings } from './surroundings.js';
import { System } from './system.js';
import { Trail } from './trail.js';
import { Watch } from './watch.js';
import { writePopulation } from './write-population.js';

const CODES_AT_ONCE = 2;
const LOG_LINES = 60;

/** How a round went. */
export interface Outcome {
  readonly problems: readonly string[];
  /** What happened, in the order in which it did. */
  readonly happened: readonly string[];
  /** How the slots ended, in short. */
  readonly slots: string;
  readonly entries: number;
  /** The ends of the logs; empty when the round is in order. */
  readonly logs: string;
  readonly tookMs: number;
}

/** Runs a round on a database of its own, which is removed with its processes at the end. */
export async function runRound(around: Surroundings, round: Round): Promise<Outcome> {
  const started = Date.now();
  const system = new System(around, round.rules, round.seed);
  const trail = new Trail();
  const problems: string[] = [];
  let books: AccountBooks | null = null;
  let watch: Watch | null = null;
  try {
    const admins = new Admins(around.signIns, hasNoClocks(round) ? CODES_AT_ONCE : 1);
    await Promise.all([startAll(system, round), admins.write(system.db)]);
    await admins.signIn(system.api(0)?.process.url ?? '');
    trail.note('the processes are up and the admins signed in');
    const begin = Date.now();
    await writePopulation(system.db, round.population, begin);
    watch = new Watch(system.db, begin);
    const events = new EventRunner(around, system, admins, round.population, trail);

    await events.run(round.orders, round.events);
    await events.mend();
    await resume(system, admins);
    trail.note('everything is up');
    problems.push(...(await settle(watch)));
    await events.answered();
    problems.push(...(await settle(watch)));

    const evidenceOf = (read: AccountBooks) => ({
      round,
      books: read,
      trail,
      windowOf: (slot: Pick<AccountBooks['slots'][number], '_id'>) => watch?.windowOf(slot),
    });
    const doubtful = new Set([...trail.created.keys(), ...trail.cancelled.keys()]);
    const look = async (): Promise<AccountBooks> => {
      const read = await readAccountBooks(system.db);
      problems.push(...judge(evidenceOf(read)), ...(await disagreements(system, admins, read, doubtful)));
      return read;
    };
    books = await look();
    const unpaid = books.slots.filter(({ status, errors }) => status === 'FAILED' || errors > 0);
    if (unpaid.length > 0 && problems.length === 0) {
      await mendRecords(system.db, books);
      trail.note('every record is mended, and what is unpaid is retried');
      problems.push(...(await retryUnpaid(system, admins, unpaid)), ...(await settle(watch)));
      books = await look();
      const left = books.slots.filter(({ status, errors }) => status === 'FAILED' || errors > 0);
      problems.push(
        ...left.map(
          ({ key, status, errors, reason }) =>
            `${key} is ${status} (${reason}), ${errors} errors, though all is mended`,
        ),
      );
    }
    problems.push(...answerProblems(trail, { clocksDiffer: !hasNoClocks(round) }), ...watch.paidEarly);
    problems.push(...system.died.map(({ name }) => `${name} ended by itself`));
  } catch (error) {
    problems.push(`the round broke off: ${(error as Error).stack ?? String(error)}`);
  } finally {
    await watch?.stop();
    await system.remove().catch((error: unknown) => problems.push(`the data could not be removed: ${String(error)}`));
  }
  return {
    problems,
    happened: trail.happened,
    slots: books === null ? 'unknown' : summary(books),
    entries: books?.entries.length ?? 0,
    logs: problems.length === 0 ? '' : system.tails(LOG_LINES),
    tookMs: Date.now() - started,
  };
}

async function startAll(system: System, { rules }: Round): Promise<void> {
  const places = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
  await Promise.all([
    ...places(rules.apis).map((index) => system.start('api', index)),
    ...places(rules.workers).map((index) => system.start('worker', index)),
  ]);
}

async function resume(system: System, admins: Admins): Promise<void> {
  const answer = async () => admins.post(system.api(0)?.process.url ?? '', '/admin/cron/resume', {});
  let last = await answer();
  for (let tries = 1; last.status !== 200 && tries < 20; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    last = await answer();
  }
  if (last.status !== 200) throw new Error(`resume was answered ${last.status} ${last.code}: ${last.message}`);
}

function summary({ slots }: AccountBooks): string {
  const counts = new Map<string, number>();
  for (const { status, reason } of slots) {
    const word = status === 'FAILED' ? `FAILED ${String(reason)}` : status;
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].map(([word, count]) => `${count} ${word}`).join(', ') || 'no slots';
}
