import { mongo } from 'mongoose';
import { groupBy, hex } from '../../../support/books.js';
import { sum, usdt } from '../../../support/exact.js';
import type { Entry } from './account-books.js';
import type { Evidence } from './evidence.js';
import { balanceOf, microsOf } from './exact.js';
import { OPENING, openingOf } from './opening.js';

/** No subject twice in a distribution, wallets and earnings are opening plus entries, nothing of others is lost. */
export function balanceProblems(evidence: Evidence): string[] {
  return [...paidTwice(evidence), ...wrongWallets(evidence), ...wrongEarnings(evidence), ...othersEntries(evidence)];
}

function paidTwice({ books }: Evidence): string[] {
  const ours = books.entries.filter(isOurs);
  const bySubject = groupBy(ours, ({ distributionId, type, subjectId }) =>
    [distributionId, type, subjectId].map(hex).join(' '),
  );
  return [...bySubject]
    .filter(([, entries]) => entries.length > 1)
    .map(([key, entries]) => `paid ${entries.length} times: ${key}`);
}

function wrongWallets({ round, books }: Evidence): string[] {
  const { wallets } = openingOf(round.population);
  const moved = groupBy(
    books.entries.filter(({ type }) => type !== OPENING),
    ({ userId }) => hex(userId),
  );
  const problems = books.users.flatMap(({ _id, wallets: stored }) => {
    const id = hex(_id);
    const entries = moved.get(id) ?? [];
    moved.delete(id);
    const balance = balanceOf(stored?.earnings);
    const expected = (wallets.get(id) ?? 0n) + total(entries);
    if (entries.some(isOurs) && !(stored?.earnings instanceof mongo.Decimal128)) {
      return [`the wallet of ${id} was paid into and is no Decimal128`];
    }
    // A wallet that holds no number may have received nothing.
    if (balance === expected || (balance === null && entries.length === 0)) return [];
    return [`the wallet of ${id} holds ${balance === null ? 'no number' : usdt(balance)}, not ${usdt(expected)}`];
  });
  return [...problems, ...[...moved.keys()].map((id) => `entries of a user who does not exist: ${id}`)];
}

function wrongEarnings({ round, books }: Evidence): string[] {
  const { earned } = openingOf(round.population);
  const paid = groupBy(
    books.entries.filter(({ type, stakeId }) => type !== OPENING && stakeId !== undefined),
    ({ stakeId }) => hex(stakeId),
  );
  const problems = books.stakes.flatMap(({ _id, totalEarned }) => {
    const id = hex(_id);
    const expected = (earned.get(id) ?? 0n) + total(paid.get(id) ?? []);
    paid.delete(id);
    const actual = balanceOf(totalEarned);
    if (actual === expected) return [];
    return [`stake ${id} has earned ${actual === null ? 'no number' : usdt(actual)}, not ${usdt(expected)}`];
  });
  return [...problems, ...[...paid.keys()].map((id) => `entries for a stake that does not exist: ${id}`)];
}

/** What others moved is there, once, and nothing beside it. */
function othersEntries({ books, trail }: Evidence): string[] {
  const theirs = new Map(
    books.entries.filter((entry) => !isOurs(entry) && entry.type !== OPENING).map((entry) => [hex(entry._id), entry]),
  );
  const problems: string[] = [];
  for (const [id, amount] of trail.moved) {
    const entry = theirs.get(id);
    theirs.delete(id);
    if (entry === undefined || microsOf(entry.amount) !== amount) problems.push(`the entry ${id} of another is gone`);
  }
  return [...problems, ...[...theirs.keys()].map((id) => `the entry ${id} belongs to no distribution and to nobody`)];
}

/** Entries of distributions. */
function isOurs({ distributionId }: Entry): boolean {
  return distributionId !== undefined && distributionId !== null;
}

export function total(entries: readonly Entry[]): bigint {
  return sum(entries.map(({ amount }) => microsOf(amount) ?? 0n));
}
