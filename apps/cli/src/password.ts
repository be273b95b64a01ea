import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { Accounts } from '#lib/accounts';
import { Audit } from '#lib/audit';
import { Credentials } from '#lib/auth';
import { runInTransaction } from '#lib/database';
import { PasswordModule } from './passwords/password.module.js';
import { UsageError, main } from './terminal/arguments.js';
import { openApplication } from './terminal/open-application.js';

const PASSWORD_BYTES = 18;

/**
 * `npm run password -- --email E [--forget-2fa]`: a new password for a user of the platform, shown once. So the first
 * admin gets in, and whoever has lost password or authenticator.
 */
await main(async (args) => {
  const { values } = parseArgs({
    args,
    options: { email: { type: 'string' }, 'forget-2fa': { type: 'boolean', default: false } },
  });
  const { email, 'forget-2fa': forget2FA } = values;
  if (email === undefined) throw new UsageError('--email must name a user of the platform');
  const app = await openApplication(PasswordModule);
  try {
    const account = await app.get(Accounts).byEmail(email);
    if (account === null) throw new UsageError(`--email must name a user of the platform; nobody has ${email}`);
    const password = randomBytes(PASSWORD_BYTES).toString('base64url');
    await runInTransaction(app.get<Connection>(getConnectionToken()), async (session) => {
      await app.get(Credentials).reset(session, account.id, { password, forget2FA });
      await app.get(Audit).record(session, {
        actor: { system: 'npm run password' },
        action: 'password.reset',
        target: account.email,
        after: { forget2FA },
      });
    });
    console.log(`${account.role} ${account.email}  password ${password}`);
    return 0;
  } finally {
    await app.close();
  }
});
