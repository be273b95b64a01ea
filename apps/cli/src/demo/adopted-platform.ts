import mongoose from 'mongoose';
import { SAFE } from '#lib/database';
import { ApiClient } from '../product/api-client.js';
import type { LocalProduct } from '../product/local-product.js';
import { OLD_ADMIN, OLD_OWNER, writeOldPlatform } from '../seeding/old-platform.js';
import { liveLines } from '../terminal/live-lines.js';
import { usdt } from '../terminal/numbers.js';
import { bold, dim } from '../terminal/paint.js';
import type { DayView, TransactionView } from './day.js';
import { zoneWithoutMidnight } from './quiet-zone.js';
import { slotLine } from './slot-line.js';
import { watchDay } from './watch-day.js';

const DAY = '/admin/daily-declaration-returns';
const USERS = 150;
const MINUTES = 5;
/** Days that the old system left unpaid, whole or in part; the one that the documents tell of comes first. */
const UNPAID = ['2026-02-13', '2026-02-12', '2026-02-14'] as const;

interface Owner {
  readonly wallet: number;
  readonly earned: number;
}

interface Compensated {
  readonly date: string;
  readonly subjects: number;
  readonly amount: number;
  readonly owner: Owner;
}

/** What was seen, to be checked. */
export interface AdoptedOutcome {
  readonly url: string;
  readonly adoption: { readonly planned: boolean; readonly applied: boolean; readonly nothingLeft: boolean };
  readonly before: Owner;
  readonly compensated: readonly Compensated[];
  readonly transactions: readonly TransactionView[];
  readonly day: DayView;
  readonly after: Owner;
  readonly reconciled: readonly { readonly date: string; readonly holds: boolean }[];
}

/**
 * A platform's database as its old system left it: looked at, adopted, what was owed paid, a new day paid, proved.
 * @param step tells what is done
 */
export async function runAdoption(product: LocalProduct, step: (line: string) => void): Promise<AdoptedOutcome> {
  const environment = product.ownEnvironment('adopt', {
    PORT: '0',
    LOG_LEVEL: 'error',
    DISTRIBUTION_TIMEZONE: zoneWithoutMidnight(new Date(), MINUTES),
  });
  await writePlatform(environment['MONGODB_URI'] ?? '');
  step(
    `A platform's database as its old system left it: ${USERS} users, numbers as doubles, no activatedAt, days that paid nobody.\n` +
      `${OLD_OWNER.email} has one stake of 100 USDT: slot 2 of 13 February was COMPLETED and paid nobody.\n`,
  );
  const plan = await product.adopt(environment, []);
  step('$ npm run adopt');
  console.log(`${owedTable(plan.output)}\n`);
  const applied = await product.adopt(environment, ['--apply']);
  step('$ npm run adopt -- --apply');
  console.log(`${lastLines(applied.output)}\n`);
  const again = await product.adopt(environment, ['--apply', '--json']);

  const passwords = { admin: '', owner: '' };
  passwords.admin = await product.password(environment, OLD_ADMIN.email);
  passwords.owner = await product.password(environment, OLD_OWNER.email);
  const api = await product.run('api', { ...environment, LOG_LEVEL: 'info' });
  await product.run('worker', { ...environment, LOG_LEVEL: 'info' });
  const url = `http://127.0.0.1:${api.port}`;
  const admin = new ApiClient(url, OLD_ADMIN.totpSecret);
  await admin.signIn(OLD_ADMIN.email, passwords.admin);
  const user = new ApiClient(url);
  await user.signIn(OLD_OWNER.email, passwords.owner);
  step(`API runs on ${url}, worker apart from it; the platform's admin signed in with the authenticator that he had\n`);

  const before = await ownerOf(user);
  console.log(`${OLD_OWNER.email}: wallet ${bold(usdt(before.wallet))}, stake earned ${bold(usdt(before.earned))}`);
  const compensated: Compensated[] = [];
  for (const date of UNPAID) compensated.push(await compensate(admin, user, date));

  const day = await payToday(admin, step);
  const after = await ownerOf(user);
  console.log(`\n${OLD_OWNER.email}: wallet ${bold(usdt(after.wallet))}, stake earned ${bold(usdt(after.earned))}`);
  const { transactions } = await user.get<{ transactions: TransactionView[] }>('/me/transactions?limit=100');
  for (const { description, amount } of transactions.filter(isOurs).reverse()) {
    console.log(`  ${description}  +${amount} USDT`);
  }
  const reconciled: { date: string; holds: boolean }[] = [];
  for (const date of [...UNPAID, day.today]) {
    const { holds } = await product.reconcile(environment, date);
    reconciled.push({ date, holds });
  }
  const nothingLeft = isNothingLeft(again.output);
  const adoption = { planned: plan.code === 0, applied: applied.code === 0, nothingLeft };
  return { url, adoption, before, compensated, transactions, day, after, reconciled };
}

/** What must hold of it, in words. */
export function adoptionChecks(outcome: AdoptedOutcome): [string, boolean][] {
  const { adoption, before, compensated, transactions, day, after, reconciled } = outcome;
  const owners = compensated.map(({ owner }) => owner);
  const ofSecondSlot = transactions.filter(
    ({ type, distributionDate, slotNumber }) =>
      type === 'ROI_EARNED' && distributionDate === '2026-02-13' && slotNumber === 2,
  );
  return [
    ['the plan wrote nothing and could be made', adoption.planned],
    ['adopted and proved', adoption.applied],
    ['a second run found nothing to do', adoption.nothingLeft],
    [
      'the owner had 373,322 where he should have 373,323, his stake 12 where it should be 13',
      isOwner(before, 373_322, 12),
    ],
    ['13 February, slot 2, paid: 373,323 and 13', isOwner(owners[0], 373_323, 13)],
    ['the other days paid what they owed: 373,324 and 14', isOwner(owners.at(-1), 373_324, 14)],
    ['the history shows it under its old date and slot', ofSecondSlot.length === 1 && ofSecondSlot[0]?.amount === 1],
    [
      'the new day is COMPLETED, on numbers as the platform wrote them',
      day.distributionSlots.every(({ status, errors }) => status === 'COMPLETED' && errors === 0),
    ],
    ['its ROS of 1 % reached the owner', isOwner(after, after.wallet, 15) && after.wallet >= 373_325],
    ['every date reconciles, and nobody is owed anything more', reconciled.every(({ holds }) => holds)],
  ];
}

async function writePlatform(uri: string): Promise<void> {
  const connection = await mongoose.createConnection(uri, SAFE).asPromise();
  try {
    const { db } = connection;
    if (db === undefined) throw new Error('no database in MONGODB_URI');
    await writeOldPlatform(db, { users: USERS });
  } finally {
    await connection.close();
  }
}

async function compensate(admin: ApiClient, user: ApiClient, date: string): Promise<Compensated> {
  interface Result {
    readonly subjects: number;
    readonly amount: number;
  }
  const { subjects, amount } = await admin.change<Result>('POST', `${DAY}/${date}/compensate`, {});
  const owner = await ownerOf(user);
  console.log(
    `compensated ${date}: ${String(subjects).padStart(3)} stakes, ${usdt(amount).padStart(10)} USDT  ` +
      dim(`owner: wallet ${usdt(owner.wallet)}, stake earned ${usdt(owner.earned)}`),
  );
  return { date, subjects, amount, owner };
}

async function payToday(admin: ApiClient, step: (line: string) => void): Promise<DayView> {
  step("\nA new day: 1 % ROS and both pools. The admin's fourth code: his authenticator shows it within 30 s …");
  await admin.change('POST', `${DAY}/today/queue`, {
    rosPercentage: 1,
    premiumPoolAmount: 100,
    performancePoolAmount: 50.000001,
    description: 'The first day after adoption',
  });
  const live = liveLines(process.stdout);
  const { day } = await watchDay(
    () => admin.get<DayView>(`${DAY}/today/status`),
    ({ distributionSlots }) => live.show(distributionSlots.map((slot) => slotLine(slot))),
    MINUTES * 60_000,
  );
  live.end();
  return day;
}

async function ownerOf(user: ApiClient): Promise<Owner> {
  const { earnings } = await user.get<{ earnings: number }>('/me/wallet');
  const { stakes } = await user.get<{ stakes: { totalEarned: number }[] }>('/me/stakes');
  return { wallet: earnings, earned: stakes[0]?.totalEarned ?? 0 };
}

function isOwner(owner: Owner | undefined, wallet: number, earned: number): boolean {
  return owner !== undefined && owner.wallet === wallet && owner.earned === earned;
}

/** What the old system wrote has no description. */
function isOurs({ description }: TransactionView): boolean {
  return typeof description === 'string';
}

/** The part of the report that tells what is owed. */
function owedTable(output: string): string {
  const lines = output.split('\n');
  const from = lines.findIndex((line) => line.startsWith('slot of the old system'));
  const to = lines.findIndex((line, index) => index > from && line.startsWith('Times of day'));
  return lines.slice(from, to + 1).join('\n');
}

function lastLines(output: string): string {
  const lines = output.split('\n');
  return lines.slice(lines.findIndex((line) => line.startsWith('Changed'))).join('\n');
}

function isNothingLeft(json: string): boolean {
  const { changed, proof } = JSON.parse(json) as { changed: { batches: number }; proof: { holds: boolean } };
  return changed.batches === 0 && proof.holds;
}
