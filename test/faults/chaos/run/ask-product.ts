import type { mongo } from 'mongoose';
import { hex } from '../../../support/books.js';
import { until } from '../../../support/until.js';
import type { AccountBooks, Slot } from '../verdict/account-books.js';
import type { Admins } from './admins.js';
import type { System } from './system.js';

const DAY = '/admin/daily-declaration-returns';

interface Report {
  readonly checks: readonly { readonly id: string; readonly differences: readonly object[] }[];
  readonly missing: { readonly items: readonly MissingItem[] };
}

interface MissingItem {
  readonly key: string;
  readonly subjectId: string;
  readonly userId: string | null;
  readonly payable: boolean;
  readonly reason: string | null;
}

/**
 * Whether what the product itself says agrees with the books.
 * @param doubtful stakes and users that others created, cancelled or mended while slots ran, by id: the proof may see
 *   them as due
 * @returns what does not, in words
 */
export async function disagreements(
  system: System,
  admins: Admins,
  books: AccountBooks,
  doubtful: ReadonlySet<string>,
): Promise<string[]> {
  const get = (path: string): Promise<Record<string, unknown>> =>
    until(path, () => admins.get(system.urlOfAnApi, path), { everyMs: 200 });
  const report = (await get(`${DAY}/${system.date}/reconciliation`)) as unknown as Report;
  const status = await get(`${DAY}/${system.date}/status`);
  return [
    ...proofProblems(report, books, doubtful),
    ...statusProblems(status['distributionSlots'] as readonly ShownSlot[], books),
    ...(await alertProblems(system.db, books)),
  ];
}

/** What a COMPLETED slot owes is a problem; what a FAILED one owes, its retry pays. */
function proofProblems({ checks, missing }: Report, books: AccountBooks, doubtful: ReadonlySet<string>): string[] {
  const completed = new Set(books.slots.filter(({ status }) => status === 'COMPLETED').map(({ key }) => key));
  const owed = missing.items.filter(
    ({ key, payable, reason, subjectId, userId }) =>
      completed.has(key) && (payable || reason === null) && !doubtful.has(subjectId) && !doubtful.has(String(userId)),
  );
  return [
    ...checks.flatMap(({ id, differences }) =>
      differences.map((found) => `its reconciliation, ${id}: ${JSON.stringify(found)}`),
    ),
    ...owed.map((item) => `its reconciliation, missing: ${JSON.stringify(item)}`),
  ];
}

interface ShownSlot {
  readonly slotNumber: number;
  readonly status: string;
  readonly processedStakes: number;
  readonly errors: number;
}

function statusProblems(shown: readonly ShownSlot[], books: AccountBooks): string[] {
  return books.slots.filter(isShown).flatMap((slot) => {
    const found = shown.find(({ slotNumber }) => slotNumber === slot.slotNumber);
    const agrees =
      found?.status === slot.status && found.processedStakes === slot.processedStakes && found.errors === slot.errors;
    return agrees ? [] : [`${slot.key} is ${slot.status} and shown as ${JSON.stringify(found)}`];
  });
}

function isShown({ kind, status }: Slot): boolean {
  return kind === 'slot' && status !== 'CANCELLED';
}

/** Every FAILED slot has its alert. */
async function alertProblems(db: mongo.Db, books: AccountBooks): Promise<string[]> {
  const failed = books.slots.filter(({ status }) => status === 'FAILED');
  const problems: string[] = [];
  for (const { _id, key } of failed) {
    const isAlerted = async (): Promise<boolean> => {
      const alerts = await db.collection('alerts').find({ rule: 'SLOT_FAILED' }).toArray();
      return alerts.some((alert) => JSON.stringify(alert).includes(key) || JSON.stringify(alert).includes(hex(_id)));
    };
    await until('its alert', isAlerted, { everyMs: 100 }).catch(() =>
      problems.push(`${key} is FAILED and nobody is alerted`),
    );
  }
  return problems;
}
