import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { MigrateModule } from './migrating/migrate.module.js';
import { migrateDatabase } from './migrating/migrate-database.js';
import { main } from './terminal/arguments.js';
import { openApplication } from './terminal/open-application.js';
import { progressLine } from './terminal/progress.js';

const HELP = `npm run migrate
Makes the collections and indexes that this version needs in the database of MONGODB_URI, and takes the place of those
of version 0.1.0. Stop processes of version 0.1.0 first. Broken off, it goes on when it is run again; where all is done
it changes nothing. Processes with NODE_ENV=production start only on a database that was migrated.`;

/** `npm run migrate`: makes a database fit for this version. Exit 0 when it is. */
await main(HELP, async (args) => {
  parseArgs({ args });
  const app = await openApplication(MigrateModule, 'migrate');
  try {
    const changed = await migrateDatabase(app, { say: (line) => console.error(line), progress: progressLine });
    console.log(changed ? 'The database is migrated.' : 'The database is up to date: nothing was changed.');
    return 0;
  } finally {
    await app.close();
  }
});
