import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { INestApplicationContext } from '@nestjs/common';
import { getConnectionToken } from '@nestjs/mongoose';
import type { ClientSession, Connection } from 'mongoose';
import { Accounts, type Account } from '#lib/accounts';
import { Audit } from '#lib/audit';
import { Credentials, SCOPES, SignInAttempts, TwoFactor, isScope, type Scope } from '#lib/auth';
import { runInTransaction } from '#lib/database';
import { PasswordModule } from './passwords/password.module.js';
import { UsageError, main } from './terminal/arguments.js';
import { openApplication } from './terminal/open-application.js';

const PASSWORD_BYTES = 18;
const ACTOR = { system: 'npm run password' } as const;

/** What is to be changed. */
interface Asked {
  readonly newPassword: boolean;
  readonly forget2FA: boolean;
  readonly enrol: boolean;
  readonly scopes: readonly Scope[] | null;
}

const HELP = `npm run password -- --email E [--forget-2fa] [--enrol] [--scopes S,S]
A new password for a user of the platform, shown once, and for an admin without 2FA a code to enrol it.
  --forget-2fa  the authenticator is forgotten, too
  --enrol       an enrolment code alone
  --scopes S,S  the scopes of an admin alone: ${SCOPES.join(', ')}`;

/**
 * `npm run password -- --email E [--forget-2fa] [--enrol] [--scopes S,S]`: a new password for a user of the platform, shown
 * once, and for an admin without 2FA a code to enrol it. So the first admin gets in, and whoever has lost password or
 * authenticator. With `--enrol` alone the code alone, with `--scopes` alone the scopes alone.
 */
await main(HELP, async (args) => {
  const { values } = parseArgs({
    args,
    options: {
      email: { type: 'string' },
      'forget-2fa': { type: 'boolean', default: false },
      enrol: { type: 'boolean', default: false },
      scopes: { type: 'string' },
    },
  });
  const { email, 'forget-2fa': forget2FA, enrol } = values;
  if (email === undefined) throw new UsageError('--email must name a user of the platform');
  const scopes = values.scopes === undefined ? null : readScopes(values.scopes);
  const asked: Asked = { newPassword: forget2FA || (!enrol && scopes === null), forget2FA, enrol, scopes };
  const app = await openApplication(PasswordModule, 'accounts');
  try {
    const account = await app.get(Accounts).byEmail(email);
    if (account === null) throw new UsageError(`--email must name a user of the platform; nobody has ${email}`);
    if (account.role !== 'admin' && (enrol || scopes !== null)) {
      throw new UsageError(`--enrol and --scopes are for admins; ${email} is none`);
    }
    const connection = app.get<Connection>(getConnectionToken());
    const lines = await runInTransaction(connection, (session) => change(app, session, account, asked));
    for (const line of lines) console.log(line);
    return 0;
  } finally {
    await app.close();
  }
});

function readScopes(text: string): readonly Scope[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !isScope(name));
  if (unknown.length > 0) throw new UsageError(`--scopes must name some of ${SCOPES.join(', ')}, separated by commas`);
  return names.filter(isScope);
}

/** @returns what is to be shown */
async function change(
  app: INestApplicationContext,
  session: ClientSession,
  account: Account,
  asked: Asked,
): Promise<readonly string[]> {
  const lines: string[] = [];
  if (asked.newPassword) lines.push(await renewPassword(app, session, account, asked));
  if (asked.scopes !== null) lines.push(await changeScopes(app, session, account, asked.scopes));
  const { twoFAEnabled } = await app.get(Credentials).state(session, account.id);
  if (asked.enrol || (asked.newPassword && account.role === 'admin' && !twoFAEnabled)) {
    lines.push(await grantEnrolment(app, session, account));
  }
  return lines;
}

async function renewPassword(
  app: INestApplicationContext,
  session: ClientSession,
  { id, email, role }: Account,
  { forget2FA }: Asked,
): Promise<string> {
  const password = randomBytes(PASSWORD_BYTES).toString('base64url');
  await app.get(Credentials).reset(session, id, { password, forget2FA });
  await app.get(SignInAttempts).forgetAll(session, email);
  await app.get(Audit).record(session, { actor: ACTOR, action: 'password.reset', target: email, after: { forget2FA } });
  return `${role} ${email}  password ${password}`;
}

async function changeScopes(
  app: INestApplicationContext,
  session: ClientSession,
  { id, email }: Account,
  scopes: readonly Scope[],
): Promise<string> {
  const before = { scopes: await app.get(Credentials).setScopes(session, id, scopes) };
  await app
    .get(Audit)
    .record(session, { actor: ACTOR, action: 'scopes.change', target: email, before, after: { scopes } });
  return `${email}  scopes ${scopes.join(', ')}`;
}

async function grantEnrolment(
  app: INestApplicationContext,
  session: ClientSession,
  { id, email }: Account,
): Promise<string> {
  const { enrolmentCode, expiresAt } = await app.get(TwoFactor).grantEnrolment(session, id);
  const after = { expiresAt };
  await app.get(Audit).record(session, { actor: ACTOR, action: '2fa.grant-enrolment', target: email, after });
  return `${email}  enrolment code ${enrolmentCode}  until ${expiresAt.toISOString()}, for POST /auth/2fa/setup`;
}
