import type { Amounts, ApplyReport, OddRecord, OddReport, Plan, PlanReport, UndoReport } from '#lib/adoption';
import { whole } from '../terminal/numbers.js';
import { bold, dim, green, red, yellow } from '../terminal/paint.js';
import { table } from '../terminal/table.js';
import { oldDaysLines, undoneDaysLines } from './old-days-lines.js';

const TOLD = 20;

export interface LinesOptions {
  /** Every odd record that is in hand, not the first 20. */
  readonly all: boolean;
}

/** What adoption found and would do, or did, as a person reads and signs it. */
export function reportLines(report: PlanReport | ApplyReport | UndoReport, options: LinesOptions): string[] {
  switch (report.mode) {
    case 'plan':
      return [
        heading('Plan of adoption', 'nothing was written', report.tookMs),
        ...planLines(report.plan, options),
        '',
        ...oldDaysLines(report.oldDays, options),
        '',
        'Run it with --apply to do it.',
      ];
    case 'apply':
      return [
        heading('Adoption', 'as it was found', report.tookMs),
        ...planLines(report.plan, options),
        '',
        ...oldDaysLines(report.oldDays, options),
        '',
        ...appliedLines(report),
      ];
    case 'undo':
      return [...undoLines(report, options), ...undoneDaysLines(report.oldDays)];
  }
}

function heading(title: string, what: string, tookMs: number): string {
  return `${bold(title)}  ${what}  ${dim(`${(tookMs / 1_000).toFixed(1)} s`)}`;
}

function planLines(plan: Plan, options: LinesOptions): string[] {
  const { found, fine, convert, openings, openingEarned, activation, takenOver, walletMovements } = plan;
  const stakes = sumOf(Object.values(found.stakes));
  const entries = sumOf(Object.values(found.transactions).map(({ count }) => count));
  return [
    '',
    ...table(
      [{ title: 'found' }, { title: '', right: true }, { title: 'USDT', right: true }],
      [
        ['users', whole(found.users), ''],
        ['  of them admins', whole(found.admins), ''],
        ['stakes', whole(stakes), ''],
        ...Object.entries(found.stakes).map(([status, count]) => [`  ${status}`, whole(count), '']),
        ['transactions', whole(entries), ''],
        ...Object.entries(found.transactions).map(([type, { count, amount }]) => [`  ${type}`, whole(count), amount]),
      ],
    ),
    '',
    ...table(
      [{ title: 'change' }, { title: 'records', right: true }, { title: 'USDT', right: true }, { title: '' }],
      [
        ['wallets to Decimal128', whole(convert.wallets), '', `${whole(fine.wallets)} are fine`],
        ['stakes: amount to Decimal128', whole(convert.amounts), '', `${whole(fine.stakes)} are fine`],
        ['stakes: totalEarned to Decimal128', whole(convert.earnings), '', ''],
        ['stakes: activatedAt', whole(activation.set), '', activationSays(activation)],
        amountsRow('stakes: openingEarned', openingEarned, 'what they earned elsewhere'),
        amountsRow('opening balances', openings, coversSays(openings.covers)),
        ['TOTP secrets taken over', whole(takenOver.totpSecrets), '', 'into credentials, sealed with SECRETS_KEY'],
      ],
    ),
    '',
    `Password hashes of the platform: ${whole(takenOver.passwordHashes)}; they stay where they are. Sign in by JWKS_URL, or "npm run password".`,
    `Entries explain the wallets of ${whole(walletMovements.explained)} of ${whole(walletMovements.users)} users who have some: ` +
      `WALLET_MOVEMENTS would be ${walletMovements.meaning}.`,
    '',
    ...oddLines(plan.odd, options),
  ];
}

function activationSays({ field, source }: Plan['activation']): string {
  return field === 'activatedAt' ? `from ${source}` : `STAKE_ACTIVATED_AT_FIELD is ${field}`;
}

function coversSays({ count, amount }: Amounts): string {
  return `for ${whole(count)} entries of other services, ${amount} USDT`;
}

function amountsRow(title: string, { count, amount }: Amounts, says: string): string[] {
  return [title, whole(count), amount, says];
}

function oddLines({ total, byReason, left, records }: OddReport, { all }: LinesOptions): string[] {
  if (total === 0) return [green('No odd records.')];
  const told = all ? records : someOfEach(records);
  return [
    ...table(
      [{ title: 'odd records' }, { title: '', right: true }, { title: '' }],
      byReason.map(({ reason, count, says }) => [reason, whole(count), says]),
    ),
    '',
    ...table(
      [{ title: 'collection' }, { title: 'id' }, { title: 'field' }, { title: 'reason' }, { title: 'value' }],
      told.map(({ collection, id, field, reason, value }) => [collection, id, field, yellow(reason), value]),
    ),
    ...(total > told.length ? [dim(`and ${whole(total - told.length)} more${all ? '' : ' (--all, --json)'}`)] : []),
    '',
    ...(left.length === 0
      ? ['Nothing is left out.']
      : table(
          [{ title: 'left as it is' }, { title: '', right: true }, { title: 'why' }],
          left.map(({ reason, count, says }) => [reason, whole(count), says]),
        )),
  ];
}

/** The first 20, and of no kind so many that others have no room. */
function someOfEach(records: readonly OddRecord[]): readonly OddRecord[] {
  const places = new Map<string, number>();
  const placed = records.map((record) => {
    const place = places.get(record.reason) ?? 0;
    places.set(record.reason, place + 1);
    return { record, place };
  });
  const last = placed.map(({ place }) => place).sort((a, b) => a - b)[TOLD - 1] ?? Infinity;
  return placed
    .filter(({ place }) => place <= last)
    .slice(0, TOLD)
    .map(({ record }) => record);
}

function appliedLines({ changed, proof }: ApplyReport): string[] {
  const { batches, wallets, openings, stakes, secrets } = changed;
  const { balances, stillToMend, others } = proof;
  const unexplained = others.unexplained.count;
  const mend = Object.entries<number>({ ...stillToMend }).filter(([, count]) => count > 0);
  return [
    batches === 0
      ? 'Nothing was left to do: nothing was changed.'
      : `Changed: ${whole(wallets)} wallets, ${whole(stakes)} stakes; ${whole(openings)} opening balances, ${whole(secrets)} TOTP secrets; in ${whole(batches)} transactions.`,
    ...(mend.length === 0
      ? []
      : [
          `Written by others meanwhile: ${mend.map(([kind, count]) => `${whole(count)} ${kind}`).join(', ')}. Run it again, or leave them.`,
        ]),
    proof.holds
      ? `${green('Proved')}: ${whole(balances.checked)} wallets and stakes hold what the ledger says.`
      : `${red('NOT PROVED')}: ${whole(balances.differencesTotal)} of ${whole(balances.checked)} wallets and stakes differ.`,
    ...(unexplained === 0
      ? []
      : [
          `${whole(unexplained)} wallets were moved by other services without an entry (WALLET_MOVEMENTS=foreign: no error).`,
        ]),
    ...[...balances.differences, ...others.unexplained.items].slice(0, TOLD).map(({ what, ids, expected, actual }) => {
      const where = Object.entries(ids).map(([name, value]) => `${name} ${value}`);
      return `  ${what}: expected ${expected}, found ${actual}  ${dim(where.join(', '))}`;
    }),
    'What was replaced is kept in the collection "adoption"; --undo puts it back.',
  ];
}

function undoLines({ returned, left, leftTotal, tookMs }: UndoReport, { all }: LinesOptions): string[] {
  const { batches, wallets, openings, stakes, secrets } = returned;
  const told = all ? left : left.slice(0, TOLD);
  return [
    heading('Adoption undone', '', tookMs),
    batches === 0
      ? 'There was nothing to undo.'
      : `Put back: ${whole(wallets)} wallets, ${whole(stakes)} stakes; taken away: ${whole(openings)} opening balances, ${whole(secrets)} TOTP secrets.`,
    ...(leftTotal === 0
      ? []
      : [
          `Left as it is: ${whole(leftTotal)}`,
          ...table(
            [{ title: 'collection' }, { title: 'id' }, { title: 'why' }],
            told.map(({ collection, id, why }) => [collection, id, why]),
          ),
          ...(leftTotal > told.length ? [dim(`and ${whole(leftTotal - told.length)} more`)] : []),
        ]),
  ];
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
