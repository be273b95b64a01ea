import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { InvalidDateError, dateInZone, parseCalendarDate, type CalendarDate } from '#lib/calendar';
import { AppConfig } from '#lib/config';
import { Reconciliation } from '#lib/reconciliation';
import { reportLines } from './reconciling/report-lines.js';
import { ReconcileModule } from './reconciling/reconcile.module.js';
import { UsageError, main } from './terminal/arguments.js';
import { openApplication } from './terminal/open-application.js';

/** `npm run reconcile -- [--date D] [--json]`: the proof of docs/specification.md 4. Exit 0 if it holds, else 1. */
await main(async (args) => {
  const { values } = parseArgs({
    args,
    options: { date: { type: 'string' }, json: { type: 'boolean', default: false } },
  });
  const asked = values.date === undefined ? null : readDate(values.date);
  const app = await openApplication(ReconcileModule, 'money');
  try {
    const date = asked ?? dateInZone(new Date(), app.get(AppConfig).timeZone);
    if (process.stderr.isTTY) console.error(`reconciling ${date} …`);
    const report = await app.get(Reconciliation).check(date);
    console.log(values.json ? JSON.stringify(report) : reportLines(report).join('\n'));
    return report.holds ? 0 : 1;
  } finally {
    await app.close();
  }
});

/** @throws UsageError */
function readDate(text: string): CalendarDate {
  try {
    return parseCalendarDate(text);
  } catch (error) {
    if (error instanceof InvalidDateError) throw new UsageError(`--date: ${error.message}`);
    throw error;
  }
}
