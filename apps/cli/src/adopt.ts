import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { Adoption } from '#lib/adoption';
import { checkServer } from '#lib/database';
import { AdoptModule } from './adopting/adopt.module.js';
import { progressLines } from './adopting/progress-lines.js';
import { readMappingFile } from './adopting/read-mapping-file.js';
import { reportLines } from './adopting/report-lines.js';
import { migrateDatabase } from './migrating/migrate-database.js';
import { UsageError, count, main } from './terminal/arguments.js';
import { openApplication } from './terminal/open-application.js';
import { progressLine } from './terminal/progress.js';

const HELP = `npm run adopt [-- --apply | --undo] [--json] [--all] [--config FILE] [--batch N]
Takes the database of MONGODB_URI over, of a platform that has lived without this system.
  (nothing)      reads everything and prints a plan; nothing is written
  --apply        does it, in batches, while the platform runs; broken off at any point, run it again
  --undo         puts back what was replaced, where it has not moved since
  --json         one object on stdout
  --all          every odd record that is kept (1,000 of a kind), not the first 20
  --config FILE  names of fields where the platform has others; adopt.config.json if it is there
  --batch N      records of one transaction, 400
Exit 0; 1 if the proof at the end of --apply does not hold; 2 if the command line is wrong.`;

const USUAL_BATCH = 400;
const LARGEST_BATCH = 1_000;

/** `npm run adopt`: docs/specification.md 6. */
await main(HELP, async (args) => {
  const { values } = parseArgs({
    args,
    options: {
      apply: { type: 'boolean', default: false },
      undo: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      all: { type: 'boolean', default: false },
      config: { type: 'string' },
      batch: { type: 'string', default: String(USUAL_BATCH) },
    },
  });
  if (values.apply && values.undo) throw new UsageError('--apply or --undo, not both');
  const batch = count('--batch', values.batch);
  if (batch > LARGEST_BATCH) throw new UsageError(`--batch must be at most ${LARGEST_BATCH.toLocaleString('en')}`);
  const mapping = readMappingFile(values.config);
  const app = await openApplication(AdoptModule, 'accounts');
  const progress = progressLines();
  try {
    await checkServer(app.get<Connection>(getConnectionToken()));
    const adoption = app.get(Adoption);
    const say = (line: string): void => console.error(line);
    const options = { mapping, progress: progress.at, say };
    const report = values.undo
      ? await adoption.undo(options)
      : values.apply
        ? await adoption.apply({
            ...options,
            batch,
            prepare: () => migrateDatabase(app, { say, progress: progressLine }),
          })
        : await adoption.plan(options);
    progress.end();
    console.log(values.json ? JSON.stringify(report) : reportLines(report, { all: values.all }).join('\n'));
    return report.mode === 'apply' && !report.proof.holds ? 1 : 0;
  } finally {
    progress.end();
    await app.close();
  }
});
