import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { seedDatabase } from './seeding/seed-database.js';
import { SeedModule } from './seeding/seed.module.js';
import { signInsOf, type SignIns } from './seeding/sign-ins.js';
import { count, main } from './terminal/arguments.js';
import { openApplication } from './terminal/open-application.js';
import { progressLine } from './terminal/progress.js';

const HELP = `npm run seed -- [--users N] [--stakes N] [--if-empty] [--json]
Writes deterministic data into the database of MONGODB_URI and prints the sign-ins of an admin and a user.
  --users N   1,000
  --stakes N  active stakes, 3,000
  --if-empty  nothing where there are users already
  --json      the sign-ins as one object; null for what was changed since`;

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
  let signIns: SignIns;
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
    signIns = await signInsOf(app);
  } finally {
    await app.close();
  }
  if (values.json) console.log(JSON.stringify(signIns));
  else show(signIns);
  return 0;
});

function show({ admin, user }: SignIns): void {
  const changed = 'changed since; npm run password sets another';
  console.log(
    `admin  ${admin.email}  password ${admin.password ?? changed}  TOTP secret ${admin.totpSecret ?? 'changed since'}`,
  );
  console.log(`user   ${user.email}  password ${user.password ?? changed}  owns one stake of 100 USDT`);
}
