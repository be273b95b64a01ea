import type { mongo } from 'mongoose';
import type { BenchDay } from './bench-day.js';
import { median } from './median.js';
import { step } from './steps.js';
import { timedRequest } from './timed-request.js';

export interface ReconciliationFigures {
  readonly reconciledEntries: number;
  readonly reconciliationMs: number;
  readonly reconciliationToSum: number;
}

/** The proof of a day's books by the API against adding its entries up once in the database, in turn. */
export async function measureReconciliation(day: BenchDay, rounds: number): Promise<ReconciliationFigures> {
  const url = await day.addressOf('reconciliation');
  const measured: { reconciliation: number; sum: number }[] = [];
  let entries = 0;
  for (let round = 1; round <= rounds; round += 1) {
    const where = `round ${round} of ${rounds}`;
    const sum = await step(`Adding a day's entries up in the database, ${where}`, async () => {
      const started = performance.now();
      entries = await addUp(day.db);
      return performance.now() - started;
    });
    const reconciliation = await step(`Reconciling them, ${entries} entries, ${where}`, () => reconcile(day, url));
    measured.push({ reconciliation, sum });
  }
  return {
    reconciledEntries: entries,
    reconciliationMs: median(measured.map(({ reconciliation }) => reconciliation)),
    reconciliationToSum: median(measured.map(({ reconciliation, sum }) => reconciliation / sum)),
  };
}

/**
 * The proof of the same day with a history behind it, to that with a shorter one, in turn.
 * @returns how many times longer it takes
 */
export async function measureHistoryOfEntries(shorter: BenchDay, longer: BenchDay, rounds: number): Promise<number> {
  const [first, second] = [await shorter.addressOf('reconciliation'), await longer.addressOf('reconciliation')];
  const ratios: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const where = `round ${round} of ${rounds}`;
    const before = await step(`Reconciling a day, ${where}`, () => reconcile(shorter, first));
    const after = await step(`Reconciling it with ten times its history, ${where}`, () => reconcile(longer, second));
    ratios.push(after / before);
  }
  return median(ratios);
}

/** @returns milliseconds @throws if the books do not hold */
async function reconcile({ headers }: BenchDay, url: string): Promise<number> {
  const answer: Buffer[] = [];
  const took = await timedRequest(url, headers, (data) => answer.push(data));
  const { data } = JSON.parse(Buffer.concat(answer).toString()) as { data: { holds: boolean; checks: Check[] } };
  if (data.holds) return took;
  const differences = data.checks.filter(({ holds }) => !holds).map(({ id, differences: [first] }) => ({ id, first }));
  throw new Error(`the books of the bench do not hold: ${JSON.stringify(differences)}`);
}

interface Check {
  readonly id: string;
  readonly holds: boolean;
  readonly differences: readonly unknown[];
}

/** @returns how many entries were added up */
async function addUp(db: mongo.Db): Promise<number> {
  const ids = await db.collection('distributions').distinct('_id');
  const [sum] = await db
    .collection('transactions')
    .aggregate<{ count: number }>([
      { $match: { distributionId: { $in: ids } } },
      { $group: { _id: null, total: { $sum: '$amount' }, count: { $sum: 1 } } },
    ])
    .toArray();
  return Number(sum?.count ?? 0);
}
