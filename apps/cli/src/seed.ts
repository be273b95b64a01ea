import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { DEMO_SIGN_IN } from './seeding/seed-data.js';
import { seedDatabase } from './seeding/seed-database.js';
import { SeedModule } from './seeding/seed.module.js';
import { count, main } from './terminal/arguments.js';
import { openApplication } from './terminal/open-application.js';
import { progressLine } from './terminal/progress.js';

const HELP = `npm run seed -- [--users N] [--stakes N] [--if-empty] [--json]
Writes deterministic data into the database of MONGODB_URI and prints the sign-ins of an admin and a user.
  --users N   1,000
  --stakes N  active stakes, 3,000
  --if-empty  nothing where there are users already
  --json      the sign-ins as one object`;

/** `npm run seed -- --users N --stakes N [--if-empty] [--json]`: deterministic data into MONGODB_URI. */
await main(HELP, async (args) => {
  const { values } = parseArgs({
    args,
    options: {
      users: { type: 'string', default: '1000' },
      stakes: { type: 'string', default: '3000' },
      json: { type: 'boolean', default: false },
      'if-empty': { type: 'boolean', default: false },
    },
  });
  const size = { users: count('--users', values.users), stakes: count('--stakes', values.stakes) };
  const app = await openApplication(SeedModule, 'accounts');
  try {
    const progress = progressLine('stakes written', size.stakes);
    const ifEmpty = values['if-empty'];
    const written = await seedDatabase(app, {
      size,
      ifEmpty,
      say: (line) => console.error(line),
      progress: progress.at,
    });
    progress.end();
    if (ifEmpty && !written) return 0;
  } finally {
    await app.close();
  }
  if (values.json) {
    console.log(JSON.stringify(DEMO_SIGN_IN));
    return 0;
  }
  const { admin, user } = DEMO_SIGN_IN;
  console.log(`admin  ${admin.email}  password ${admin.password}  TOTP secret ${admin.totpSecret}`);
  console.log(`user   ${user.email}  password ${user.password}  owns one stake of 100 USDT`);
  return 0;
});
