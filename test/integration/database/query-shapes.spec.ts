import type { INestApplicationContext } from '@nestjs/common';
import { getConnectionToken } from '@nestjs/mongoose';
import { Types, mongo, type Connection } from 'mongoose';
import { dateInZone } from '#lib/calendar';
import { COLLECTIONS } from '#lib/database';
import { writeSeedData } from '../../../apps/cli/src/seeding/seed-data.js';
import { createWorker } from '../../../apps/worker/src/bootstrap.js';
import { Lifecycle } from '../../../apps/worker/src/lifecycle.js';
import { ProofWindows } from '../../../libs/reconciliation/src/proof-window.js';
import { ApiHarness, type HttpAnswer, type Person } from '../../support/api-harness.js';
import { ownEnvironment } from '../../support/own-environment.js';
import { zoneWhereItIs } from '../../support/quiet-zone.js';
import { until } from '../../support/until.js';
import { actionsOf, documentedRoles } from './documented-roles.js';
import { RecordedCommands, type RecordedCommand } from './recorded-commands.js';
import { isServed, shapesOf, type Common, type Index } from './served-by-index.js';

const DAYS = '/admin/daily-declaration-returns';
const READS = ['find', 'aggregate', 'count', 'distinct'];
const ZONE = zoneWhereItIs(12);
/** Of an hour later. */
const LATER_SLOT = 3;

/** What most documents of a collection come to have as years go by: asking for it narrows nothing down. */
const COMMON: Common = {
  distributions: { status: ['COMPLETED', 'FAILED', 'CANCELLED'], 'run.state': ['ENDED'], date: [null] },
  distributionchunks: { status: ['PAID'] },
  alerts: { delivery: ['none', 'delivered'] },
  stakes: { status: ['ACTIVE'] },
  users: { isActive: [true] },
};

/** A day of the product: everything that people ask of it, and a worker that pays. */
let recorded: RecordedCommands;
let indexes: Index[];
let api: ApiHarness;
let worker: INestApplicationContext;
let admin: Person;
/** The test's own connection, of which nothing is recorded. */
let client: mongo.MongoClient;
let database: mongo.Db;

beforeAll(async () => {
  const environment = ownEnvironment('shapes', {
    MONGODB_URI: carelessUri(),
    DISTRIBUTION_TIMEZONE: ZONE,
    SIGN_IN_LIMIT_PER_MINUTE: '100000',
    RATE_LIMIT_PER_MINUTE: '100000',
  });
  client = await new mongo.MongoClient(environment.MONGODB_URI).connect();
  database = client.db();
  recorded = RecordedCommands.start(new URL(environment.MONGODB_URI).pathname.slice(1));
  api = await ApiHarness.start(environment);
  await writeSeedData(api.connection, { users: 400, stakes: 1_300 });
  admin = await api.person({ role: 'admin' });
  recorded.all.length = 0;
  Object.assign(process.env, environment);
  worker = await createWorker();
  worker.get(Lifecycle).start();
  indexes = [api.connection, worker.get<Connection>(getConnectionToken())].flatMap(declared);
  await aDay();
});
afterAll(async () => {
  recorded.stop();
  await worker.close();
  await api.stop();
  await client.close();
});

/** All that may be said against money in a URI without being refused. */
function carelessUri(): string {
  const uri = new URL(process.env['MONGODB_URI'] ?? '');
  const options = { w: '1', journal: 'false', wtimeoutMS: '1', readConcernLevel: 'local', appName: 'other' };
  for (const [name, value] of Object.entries(options)) uri.searchParams.set(name, value);
  uri.searchParams.set('readPreference', 'secondaryPreferred');
  return uri.href;
}

function declared(connection: Connection): Index[] {
  return Object.values(connection.models).flatMap((model) =>
    model.schema.indexes().map(([key, options]) => ({
      collection: model.collection.name,
      key,
      partialFilterExpression: options.partialFilterExpression as Index['partialFilterExpression'] & object,
    })),
  );
}

async function aDay(): Promise<void> {
  const token = await api.signIn(admin);
  const get = async (path: string): Promise<HttpAnswer> => good(path, await api.call('GET', path, { token }));
  const change = async (method: string, path: string, body: object = {}): Promise<HttpAnswer> =>
    good(path, await api.call(method, path, { token, body: { ...body, twoFACode: await api.code(admin) } }));
  const today = dateInZone(new Date(), ZONE);
  const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();

  await change('POST', `${DAYS}/declare`, {
    date: today,
    rosPercentage: 1,
    premiumPoolAmount: 100,
    performancePoolAmount: 50,
  });
  good('preview', await api.call('POST', `${DAYS}/today/preview`, { token, body: {} }));
  await spoil(true);
  await change('POST', `${DAYS}/today/queue`, {
    multiSlotEnabled: true,
    distributionSlots: [
      { slotNumber: 1, rosPercentage: 0.5, scheduledFor: inMs(1_000) },
      { slotNumber: 2, rosPercentage: 0.4, scheduledFor: inMs(1_500) },
      { slotNumber: LATER_SLOT, rosPercentage: 0.1, scheduledFor: inMs(3_600_000) },
    ],
  });
  await change('PATCH', `${DAYS}/today/queue/${LATER_SLOT}`, { scheduledFor: inMs(3_700_000) });
  await allEnded();
  await change('DELETE', `${DAYS}/today/queue/${LATER_SLOT}`);
  await spoil(false);
  const pay = async (path: string, body: object = {}): Promise<void> => {
    await change('POST', path, body);
    await allEnded();
  };
  await pay(`${DAYS}/${today}/slots/1/retry`);
  await pay(`${DAYS}/${today}/compensate`);
  const reason = 'a wrong percentage';
  await change('POST', `${DAYS}/${today}/slots/1/reverse`, { reason, preview: true });
  await pay(`${DAYS}/${today}/slots/1/reverse`, { reason });
  await pay(`${DAYS}/${today}/slots/1/reinstate`);
  await pay(`${DAYS}/${today}/slots/1/retry`);
  await change('POST', '/admin/pool/declare', {
    premiumPoolAmount: 5,
    performancePoolAmount: 5,
    autoDistribute: true,
  });
  await change('POST', '/admin/cron/pause');
  await change('POST', '/admin/cron/resume');
  for (const path of [
    `${DAYS}/today/status`,
    `${DAYS}/declared`,
    `${DAYS}/${today}`,
    `${DAYS}/${today}/status`,
    `${DAYS}/${today}/reconciliation`,
    `${DAYS}/${today}/payouts`,
    `${DAYS}/${today}/payouts?format=csv&type=ROI_EARNED`,
    '/admin/reports/daily',
    '/admin/proofs',
    '/admin/pool/qualifiers',
    '/admin/cron/status',
    '/admin/alerts',
    '/admin/alerts?acknowledged=false',
    '/admin/proposals',
    '/admin/proposals?status=WAITING',
    '/admin/proposals?status=EXPIRED',
    '/admin/audit-log',
    `/admin/audit-log?date=${today}`,
    `/admin/audit-log?actor=keeper`,
    `/admin/audit-log?requestId=none`,
    '/admin/audit-log/chain',
    '/admin/users?query=user1',
    `/admin/users?query=${'a'.repeat(24)}`,
    '//health/ready',
    '//metrics',
  ]) {
    await get(path);
  }
  // As behind a long history.
  api.app.get(ProofWindows, { strict: false }).leastSpared = 0;
  await get(`${DAYS}/${today}/reconciliation`);
  await acknowledgeOne(change);
  await asAUser(today, get);
  const sweeps = new Date();
  await until('the watch and the keeper have looked', async () => {
    const found = await database.collection(COLLECTIONS.workers).findOne({ lastSweepAt: { $gt: sweeps } });
    return found !== null;
  });
}

async function acknowledgeOne(change: (method: string, path: string) => Promise<HttpAnswer>): Promise<void> {
  const alert = await until('an alert', () => database.collection(COLLECTIONS.alerts).findOne({}));
  await change('POST', `/admin/alerts/${String(alert._id)}/acknowledge`);
}

async function asAUser(date: string, get: (path: string) => Promise<HttpAnswer>): Promise<void> {
  const user = await database.collection(COLLECTIONS.users).findOne({ email: 'user2@example.com' });
  for (const path of [`/admin/users/${String(user?._id)}`, `/admin/users/${String(user?._id)}/explain?date=${date}`]) {
    await get(path);
  }
  const token = await api.signIn(admin);
  for (const path of ['/me/wallet', '/me/stakes', '/me/transactions', '/me/transactions?type=ROI_EARNED']) {
    good(path, await api.call('GET', path, { token }));
  }
}

/** Some stakes cannot be paid: a slot leaves failures, and a retry has something to do. */
async function spoil(spoilt: boolean): Promise<void> {
  const amount = Types.Decimal128.fromString(spoilt ? 'NaN' : '10');
  const some = await database.collection(COLLECTIONS.stakes).find({}, { limit: 5 }).toArray();
  for (const { _id } of some) {
    await database.collection(COLLECTIONS.stakes).updateOne({ _id }, { $set: { amount } });
  }
}

/** Whatever was asked for has come to its end, however long it took: a request waits for it some seconds at most. */
async function allEnded(): Promise<void> {
  const waiting = { status: { $in: ['PENDING', 'EXECUTING'] }, slotNumber: { $ne: LATER_SLOT } };
  await until('everything has ended', async () => {
    const found = await database.collection(COLLECTIONS.distributions).countDocuments(waiting);
    return found === 0;
  });
}

function good(path: string, answer: HttpAnswer): HttpAnswer {
  if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.text}`);
  return answer;
}

/** What is read as a whole, and why that does not grow with the years. */
const EXEMPT: readonly (readonly [shape: RegExp, reason: string])[] = [
  [/^aggregate auditlog .*seq.*exists/, 'records from before there was a chain, when it begins and when it is proved'],
  [/^(find|delete) workers /, 'one record for each process; those of dead ones are deleted'],
  [/^(find|aggregate) stakes \{"status":"ACTIVE"/, 'every ACTIVE stake is accounted for at planning and in a preview'],
];

it('every query of the product is served by a declared index', () => {
  const shapes = new Map(recorded.all.flatMap(shapesOf).map((shape) => [shape.text, shape]));
  const unserved = [...shapes.values()].filter((shape) => !isServed(shape, indexes, COMMON)).map(({ text }) => text);
  expect(unserved.filter((text) => !EXEMPT.some(([shape]) => shape.test(text))).sort()).toEqual([]);
  // An exemption that nothing needs any more is to go.
  expect(EXEMPT.filter(([shape]) => !unserved.some((text) => shape.test(text)))).toEqual([]);
});

it('no transaction writes more than about 1,000 documents', () => {
  const most = Math.max(...recorded.writtenByTransaction().values());
  expect(most).toBeGreaterThan(300);
  expect(most).toBeLessThanOrEqual(1_000);
});

it('reads and writes carry majority, are journaled and go to the primary, whatever the URI says', () => {
  const concerns = new Map<string, string>();
  for (const { name, collection, command, transaction } of recorded.all) {
    if (name.startsWith('list') || (transaction !== null && name !== 'commitTransaction')) continue;
    const { writeConcern, readConcern, $readPreference } = command;
    concerns.set(`${name} ${collection}`, JSON.stringify({ writeConcern, readConcern, $readPreference }));
  }
  expect([...new Set(concerns.values())].sort()).toEqual([
    '{"readConcern":{"level":"majority"}}',
    '{"writeConcern":{"w":"majority","wtimeout":0,"j":true}}',
    // The driver's own limit for commits, which it tries again.
    '{"writeConcern":{"w":"majority","wtimeout":10000,"j":true}}',
  ]);
  const snapshots = recorded.all.filter(({ command }) => command['startTransaction'] === true);
  expect([...new Set(snapshots.map(({ command }) => JSON.stringify(command['readConcern'])))]).toEqual([
    '{"level":"snapshot"}',
  ]);
});

it('no read that a person can start may go on for ever', () => {
  const reads = recorded.all.filter(({ process, name }) => process === 'ddr-api' && READS.includes(name));
  const unbounded = reads.filter(({ command }) => !(Number(command['maxTimeMS']) <= 30_000));
  expect([...new Set(unbounded.flatMap(shapesOf).map(({ text }) => text))]).toEqual([]);
});

it('qualifiers are counted outside of transactions, and once for all who ask', async () => {
  const isCount = ({ name, collection }: RecordedCommand): boolean => name === 'aggregate' && collection === 'users';
  const open = new Set<string>();
  for (const command of recorded.all.filter(({ process }) => process === 'ddr-api')) {
    if (command.transaction !== null) open.add(command.transaction);
    if (/^(commit|abort)Transaction$/.test(command.name)) open.delete(command.transaction ?? '');
    expect(isCount(command) && open.size > 0).toBe(false);
  }
  const token = await api.signIn(admin);
  const before = recorded.all.filter(isCount).length;
  const asked = Array.from({ length: 5 }, () => api.call('GET', '/admin/pool/qualifiers', { token }));
  expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect(recorded.all.filter(isCount).length - before).toBeLessThanOrEqual(2);
});

it('each process tells the database its name', () => {
  const names = [api.connection, worker.get<Connection>(getConnectionToken())].map(
    (connection) => connection.getClient().options.appName,
  );
  expect(names).toEqual(['ddr-api', 'ddr-worker']);
});

it.each([
  ['ddr-api', 'ddrApi'],
  ['ddr-worker', 'ddrWorker'],
])('%s does nothing that the role %s of docs/operations.md does not allow', async (process, role) => {
  const allowed = (await documentedRoles()).get(role) ?? new Map<string, ReadonlySet<string>>();
  const done = recorded.all
    .filter((command) => command.process === process && !/Transaction$|^create|^listCollections/.test(command.name))
    .flatMap((command) => actionsOf(command).map((action) => `${command.collection} ${action}`));
  const refused = done.filter((one) => {
    const [collection = '', action = ''] = one.split(' ');
    return allowed.get(collection)?.has(action) !== true;
  });
  expect([...new Set(refused)]).toEqual([]);
  // Money is moved by workers alone, and nobody changes what was written.
  for (const collection of ['transactions', 'auditlog']) {
    for (const action of ['update', 'remove']) expect(allowed.get(collection)?.has(action)).toBe(false);
  }
});
