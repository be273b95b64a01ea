import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { InvalidDateError, dateInZone, parseCalendarDate, type CalendarDate } from '#lib/calendar';
import { AppConfig } from '#lib/config';
import { Reconciliation, type ReconciliationReport } from '#lib/reconciliation';
import { DatabaseClock } from '#lib/workers';
import { owedCsv } from './reconciling/owed-csv.js';
import { reportLines } from './reconciling/report-lines.js';
import { ReconcileModule } from './reconciling/reconcile.module.js';
import { assertSomethingToProve } from './reconciling/something-to-prove.js';
import { UsageError, main } from './terminal/arguments.js';
import { openApplication } from './terminal/open-application.js';

const HELP = `npm run reconcile -- [--date D] [--full] [--json | --csv] [--all]
Proves that the books hold for a date of the platform's time zone, and lists what is owed.
  --date D  YYYY-MM-DD; today where it is left out
  --full    every wallet and stake, however long the history; else those that the date has paid, where it is long
  --json    one object on stdout
  --csv     everybody who is owed, one a line, for a spreadsheet
  --all     everybody who is owed, not the first 20
Exit 0 if all is well, 1 if the books do not hold, 3 if they hold and payouts are owed, 2 if the command line is wrong.`;

const OWED_TOLD = 20;

/** `npm run reconcile`: the proof of docs/specification.md 4. */
await main(HELP, async (args) => {
  const { values } = parseArgs({
    args,
    options: {
      date: { type: 'string' },
      full: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      csv: { type: 'boolean', default: false },
      all: { type: 'boolean', default: false },
    },
  });
  if (values.json && values.csv) throw new UsageError('--csv: leave it out, or --json');
  const asked = values.date === undefined ? null : readDate(values.date);
  const app = await openApplication(ReconcileModule, 'proof');
  try {
    await assertSomethingToProve(app.get<Connection>(getConnectionToken()));
    const date = asked ?? dateInZone(app.get(DatabaseClock).now(), app.get(AppConfig).timeZone);
    if (process.stderr.isTTY) console.error(`reconciling ${date} …`);
    const told = values.all || values.csv ? Infinity : values.json ? undefined : OWED_TOLD;
    const report = await app
      .get(Reconciliation)
      .check(date, { wholeChains: true, whole: values.full, ...(told === undefined ? {} : { missingTold: told }) });
    if (values.csv) process.stdout.write(owedCsv(report));
    else console.log(values.json ? JSON.stringify(report) : reportLines(report).join('\n'));
    return exitCode(report);
  } finally {
    await app.close();
  }
});

function exitCode({ checks, missing }: ReconciliationReport): number {
  if (!checks.every(({ holds }) => holds)) return 1;
  return missing.count > 0 ? 3 : 0;
}

/** @throws UsageError */
function readDate(text: string): CalendarDate {
  try {
    return parseCalendarDate(text);
  } catch (error) {
    if (error instanceof InvalidDateError) throw new UsageError(`--date: ${error.message}`);
    throw error;
  }
}
