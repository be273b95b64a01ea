import type { CheckResult, MissingList, ReconciliationReport, OtherServices } from '#lib/reconciliation';
import { usdt, whole } from '../terminal/numbers.js';
import { bold, dim, green, red, yellow } from '../terminal/paint.js';
import { table } from '../terminal/table.js';

/** A report as an operator reads it. */
export function reportLines(report: ReconciliationReport): string[] {
  const { date, tookMs, checks, missing } = report;
  const took = dim(`checked in ${(tookMs / 1_000).toFixed(1)} s`);
  return [
    `${bold(`Reconciliation of ${date}`)}  ${verdict(checks, missing)}  ${took}`,
    '',
    ...checkTable(checks),
    ...scopeLines(checks),
    '',
    ...slotTable(report),
    '',
    ...missingLines(missing),
    ...othersLines(report.others),
    ...checks.flatMap(differenceLines),
  ];
}

function verdict(checks: readonly CheckResult[], { count }: MissingList): string {
  if (!checks.every(({ holds }) => holds)) return red('DOES NOT HOLD');
  return count === 0 ? green('holds') : `${green('the books hold')}, ${yellow('payouts are owed')}`;
}

function checkTable(checks: readonly CheckResult[]): string[] {
  return table(
    [
      { title: 'proof' },
      { title: '' },
      { title: 'says' },
      { title: 'checked', right: true },
      { title: 'differ', right: true },
    ],
    checks.map(({ id, title, holds, checked, differencesTotal }) => [
      id,
      holds ? green('holds') : red('FAILS'),
      title,
      whole(checked),
      whole(differencesTotal),
    ]),
  );
}

/** Of whose balances nothing is said. */
function scopeLines(checks: readonly CheckResult[]): string[] {
  const isOfDate = checks.some(({ id, scope }) => id === 'I2' && scope === 'date');
  return isOfDate ? [dim('I2 is for the wallets and stakes that the date has paid; --full proves all of them.')] : [];
}

function slotTable({ date, slots }: ReconciliationReport): string[] {
  if (slots.length === 0) return [`Nothing was queued for ${date}.`];
  return table(
    [
      { title: 'slot' },
      { title: 'status' },
      { title: 'stakes', right: true },
      { title: 'ROS', right: true },
      { title: 'premium', right: true },
      { title: 'performance', right: true },
      { title: 'errors', right: true },
    ],
    slots.map(({ key, status, reason, ledger, errors }) => [
      key,
      status === 'FAILED' ? red(`FAILED ${reason ?? ''}`.trimEnd()) : status,
      whole(ledger.ROS.count),
      usdt(ledger.ROS.total),
      usdt(ledger.PREMIUM.total),
      usdt(ledger.PERFORMANCE.total),
      errors === 0 ? '0' : yellow(whole(errors)),
    ]),
  );
}

function missingLines(missing: MissingList): string[] {
  if (missing.count === 0) return ['Nobody who was due is missing.'];
  const rest = missing.count - missing.items.length;
  return [
    `Missing: ${whole(missing.count)}; ${whole(missing.payable)} of them can be paid now, ${usdt(missing.amount)} USDT`,
    ...table(
      [
        { title: 'slot' },
        { title: 'phase' },
        { title: 'stake or user' },
        { title: 'amount', right: true },
        { title: '' },
      ],
      missing.items.map((item) => [
        item.key,
        item.phase,
        item.subjectId,
        item.amount === null ? '' : usdt(item.amount),
        item.reason === null ? '' : yellow(item.reason),
      ]),
    ),
    ...(rest > 0 ? [dim(`and ${whole(rest)} more (--all)`)] : []),
  ];
}

const UNEXPLAINED = {
  recorded: '',
  foreign: 'wallets that other services moved without an entry (WALLET_MOVEMENTS=foreign)',
  unadopted: 'balances from before this system: run "npm run adopt" to have them proved, too',
} as const;

function othersLines({ basis, unexplained, since, entries }: OtherServices): string[] {
  const title = `written by other services${since === null ? '' : ` since ${since.toISOString()}`}`;
  const written = entries.filter(({ type }) => type !== 'OPENING_BALANCE');
  return [
    ...(written.length === 0
      ? []
      : [
          '',
          ...table(
            [{ title }, { title: 'entries', right: true }, { title: 'USDT', right: true }],
            written.map(({ type, count, amount: sum }) => [type, whole(count), usdt(sum)]),
          ),
        ]),
    ...(unexplained.count === 0 ? [] : ['', yellow(`${whole(unexplained.count)} ${UNEXPLAINED[basis]}`)]),
  ];
}

function differenceLines({ id, differences, differencesTotal }: CheckResult): string[] {
  if (differencesTotal === 0) return [];
  const rest = differencesTotal - differences.length;
  return [
    '',
    red(`${id}: ${whole(differencesTotal)} ${differencesTotal === 1 ? 'difference' : 'differences'}`),
    ...differences.map(({ what, ids, expected, actual }) => {
      const where = Object.entries(ids).map(([name, value]) => `${name} ${value}`);
      return `  ${what}: expected ${expected}, found ${actual}  ${dim(where.join(', '))}`;
    }),
    ...(rest > 0 ? [dim(`  and ${whole(rest)} more`)] : []),
  ];
}
