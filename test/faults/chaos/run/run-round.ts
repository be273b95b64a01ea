import { setTimeout as pause } from 'node:timers/promises';
import type { mongo } from 'mongoose';
import type { Round } from '../plan/round.js';
import { readAccountBooks, type AccountBooks, type Slot } from '../verdict/account-books.js';
import { answerProblems } from '../verdict/check-answers.js';
import { isGivenAnOwner } from '../verdict/check-ros.js';
import { hasNoClocks } from '../verdict/check-slots.js';
import { judge } from '../verdict/judge.js';
import { Admins } from './admins.js';
import { disagreements } from './ask-product.js';
import { EventRunner } from './event-runner.js';
import { compensateDate, mendRecords, retryUnpaid } from './mend-records.js';
import { settle } from './settle.js';
import type { Surroundings } from './surroundings.js';
import { System } from './system.js';
import { Trail } from './trail.js';
import { Watch } from './watch.js';
import { writePopulation } from './write-population.js';

const CODES_AT_ONCE = 2;
const LOG_LINES = 60;
const RESUMED_WITHIN = 20;
const RESUME_AGAIN_MS = 500;

/** How a round went. */
export interface Outcome {
  readonly problems: readonly string[];
  /** What happened, in the order in which it did. */
  readonly happened: readonly string[];
  /** How the slots ended, in short. */
  readonly slots: string;
  readonly entries: number;
  /** How often which request was answered with what. */
  readonly answers: ReadonlyMap<string, number>;
  /** The ends of the logs; empty when the round is in order. */
  readonly logs: string;
  readonly tookMs: number;
}

/** A round whose slots have all ended. */
export interface Settled {
  readonly db: mongo.Db;
  /** What does not hold of its books, as they stand now. */
  readonly judge: () => Promise<string[]>;
}

/**
 * Runs a round on a database of its own, which is removed with its processes at the end.
 * @param whenSettled may look at the books, and into them, before they are judged
 */
export async function runRound(
  around: Surroundings,
  round: Round,
  whenSettled: (settled: Settled) => Promise<void> = () => Promise.resolve(),
): Promise<Outcome> {
  const started = Date.now();
  const run = new RoundRun(around, round);
  try {
    await run.begin();
    await run.happen();
    await whenSettled({ db: run.system.db, judge: () => run.judge() });
    await run.conclude();
  } catch (error) {
    run.problems.push(`the round broke off: ${(error as Error).stack ?? String(error)}`);
  } finally {
    await run.end();
  }
  const { problems, trail, books, system } = run;
  return {
    problems,
    happened: trail.happened,
    slots: books === null ? 'unknown' : summary(books),
    entries: books?.entries.length ?? 0,
    answers: counted(trail.answers.map(({ name, status, code }) => `${name} ${code ?? status}`)),
    logs: problems.length === 0 ? '' : system.tails(LOG_LINES),
    tookMs: Date.now() - started,
  };
}

class RoundRun {
  readonly problems: string[] = [];
  readonly trail = new Trail();
  readonly system: System;
  /** As they were read last. */
  books: AccountBooks | null = null;
  private compensated = false;
  private readonly admins: Admins;
  private readonly events: EventRunner;
  private readonly watch: Watch;

  constructor(
    around: Surroundings,
    private readonly round: Round,
  ) {
    this.system = new System(around, round.rules, round.seed);
    this.admins = new Admins(around.signIns, hasNoClocks(round) ? CODES_AT_ONCE : 1);
    this.events = new EventRunner(around, this.system, this.admins, round.population, this.trail);
    this.watch = new Watch(this.system.db);
  }

  /** Starts the processes, and writes who has what. */
  async begin(): Promise<void> {
    const { rules, population } = this.round;
    await Promise.all([
      this.admins.write(this.system.db),
      ...places(rules.apis).map((index) => this.system.start('api', index)),
      ...places(rules.workers).map((index) => this.system.start('worker', index)),
    ]);
    await this.admins.signIn(this.system.urlOfAnApi);
    await writePopulation(this.system.db, population, Date.now());
    this.watch.start();
    this.trail.note('the round begins');
  }

  /** Lets the orders and events happen, brings everything up, and waits until all has ended. */
  async happen(): Promise<void> {
    await this.events.run(this.round.orders, this.round.events);
    await this.events.mend();
    // What was asked for last, and is answered late, may start something or pause all of it.
    await this.events.answered();
    await this.resume();
    this.trail.note('everything is up');
    this.problems.push(...(await settle(this.watch)));
  }

  /** What does not hold of the books as they stand now, by the simulator's own arithmetic. */
  async judge(): Promise<string[]> {
    await this.watch.look();
    this.books = await readAccountBooks(this.system.db);
    const { round, trail, books, compensated } = this;
    return [
      ...judge({ round, books, trail, compensated, windowOf: (slot) => this.watch.windowOf(slot) }),
      ...this.watch.paidEarly,
    ];
  }

  /** Judges, pays what is unpaid once its records are mended, and judges again. */
  async conclude(): Promise<void> {
    const unpaid = unpaidOf(await this.look());
    if (unpaid.length > 0 && this.problems.length === 0) {
      const { books } = this;
      const from = Date.now();
      if (books !== null) for (const id of await mendRecords(this.system.db, books)) this.trail.noteMended(id, from);
      this.trail.note('every record is mended, and what is unpaid is retried');
      this.problems.push(...(await retryUnpaid(this.system, this.admins, unpaid)), ...(await settle(this.watch)));
      this.problems.push(...unpaidOf(await this.look()).map((slot) => `${describe(slot)}, though all is mended`));
    }
    if (this.problems.length === 0) await this.compensate();
    this.problems.push(...answerProblems(this.trail, { clocksDiffer: !hasNoClocks(this.round) }));
    this.problems.push(...this.system.died.map(({ name }) => `${name} ended by itself`));
  }

  /** Has paid what a stake is owed that was given an owner while a slot ran. */
  private async compensate(): Promise<void> {
    if (![...this.trail.mended.keys()].some((id) => isGivenAnOwner(this.round, id))) return;
    this.problems.push(...(await compensateDate(this.system, this.admins)), ...(await settle(this.watch)));
    this.trail.note('the date is compensated');
    this.compensated = true;
    await this.look();
  }

  async end(): Promise<void> {
    await this.watch.stop();
    await this.system
      .remove()
      .catch((error: unknown) => this.problems.push(`the data could not be removed: ${String(error)}`));
  }

  private async look(): Promise<AccountBooks> {
    this.problems.push(...(await this.judge()));
    const books = this.books ?? (await readAccountBooks(this.system.db));
    const { created, cancelled, mended } = this.trail;
    const doubtful = new Set([...created.keys(), ...cancelled.keys(), ...mended.keys()]);
    this.problems.push(...(await disagreements(this.system, this.admins, books, doubtful)));
    return books;
  }

  private async resume(): Promise<void> {
    const ask = async () => this.admins.post(this.system.urlOfAnApi, '/admin/cron/resume', {});
    let last = await ask();
    for (let tries = 1; last.status !== 200 && tries < RESUMED_WITHIN; tries += 1) {
      await pause(RESUME_AGAIN_MS);
      last = await ask();
    }
    if (last.status !== 200) throw new Error(`resume was answered ${last.status} ${last.code}: ${last.message}`);
  }
}

function places(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function unpaidOf({ slots }: AccountBooks): Slot[] {
  return slots.filter(({ status, errors }) => status === 'FAILED' || errors > 0);
}

function describe({ key, status, reason, error, errors }: Slot): string {
  return `${key} is ${status} (${String(reason)}: ${String(error)}) with ${errors} errors`;
}

function summary({ slots }: AccountBooks): string {
  const ends = counted(slots.map(({ status, reason }) => (status === 'FAILED' ? `FAILED ${String(reason)}` : status)));
  return [...ends].map(([end, count]) => `${count} ${end}`).join(', ') || 'no slots';
}

function counted(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
