import type { KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import { parseMoney, type Money } from '#lib/money';
import { signingKey, verifyKeys, type VerifyKey } from './order-keys.js';
import { assertRanks, type Rank } from './ranks.js';
import { url } from './url.js';

/** What a process is for: the API, the worker, or a command that changes accounts, migrates, or proves. */
export type ProcessKind = 'api' | 'worker' | 'accounts' | 'migrate' | 'proof';

/**
 * Every environment variable that the product reads: name, default, meaning and how its text becomes a value
 * (docs/specification.md 5, "Environment"). `.env.example` holds exactly these names; an architecture test compares
 * them.
 */
interface Variable<T> {
  /** One line for `.env.example` and for error messages. */
  readonly meaning: string;
  /** Text used when the variable is not set; undefined: there is none. */
  readonly fallback?: string;
  /** Refuses to start without it when NODE_ENV=production: every process that uses it, or these. */
  readonly requiredInProduction?: boolean | readonly ProcessKind[];
  /** Processes that use it; left out: all. The others neither demand nor read it. */
  readonly usedBy?: readonly ProcessKind[];
  /** Turns the text into a value; throws an Error whose message says what would be right. */
  readonly parse: (text: string) => T;
}

function integer(min: number, max: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!/^-?\d+$/.test(text) || value < min || value > max) {
      throw new Error(`must be a whole number from ${min} to ${max}`);
    }
    return value;
  };
}

/** Days after which something is deleted; none by default. */
function retention(atLeastDays: number) {
  return (text: string): number => {
    if (text === '') return 0;
    const days = Number(text);
    if (!/^\d+$/.test(text) || days < atLeastDays || days > 36_500) {
      throw new Error(`must be empty or a whole number of days from ${atLeastDays} to 36500`);
    }
    return days;
  };
}

/** An amount above which something is asked for; empty: never. */
function limit(text: string): Money | null {
  if (text === '') return null;
  try {
    return parseMoney(text);
  } catch (cause) {
    throw new Error('must be empty or an amount of USDT from 0 to 1000000000, at most 6 decimals', { cause });
  }
}

/** How many times as much as usual, in thousandths; 0: it is not looked at. */
function factor(text: string): number | null {
  if (text === '0') return null;
  const thousandths = Math.round(Number(text) * 1_000);
  if (!/^\d{1,4}(\.\d{1,3})?$/.test(text) || thousandths <= 1_000) {
    throw new Error('must be 0 or a number above 1, at most 3 decimals');
  }
  return thousandths;
}

function boolean(text: string): boolean {
  if (text === 'true') return true;
  if (text === 'false') return false;
  throw new Error('must be true or false');
}

function oneOf<T extends string>(...allowed: readonly T[]) {
  return (text: string): T => {
    const found = allowed.find((value) => value === text);
    if (found === undefined) throw new Error(`must be one of ${allowed.join(', ')}`);
    return found;
  };
}

function timeZone(text: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone === '' ? 'UTC' : text;
  } catch (cause) {
    throw new Error('must be an IANA time zone such as UTC or Europe/Berlin', { cause });
  }
}

function timeOfDay(text: string): string {
  if (!/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(text)) throw new Error('must be a time of day, HH:mm or HH:mm:ss');
  return text;
}

function secret(minimum: number) {
  return (text: string): string => {
    if (text.length < minimum) throw new Error(`must be at least ${minimum} characters long`);
    return text;
  };
}

function listenAddress(text: string): string {
  if (isIP(text) === 0) throw new Error('must be an IP address');
  return text;
}

/** Empty is none. */
function optional(parse: (text: string) => string): (text: string) => string {
  return (text) => (text === '' ? '' : parse(text));
}

function list(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function nonEmptyList(text: string): readonly string[] {
  const parts = list(text);
  if (parts.length === 0) throw new Error('must name at least one, separated by commas');
  return parts;
}

function rankList(text: string): readonly Rank[] {
  const names = nonEmptyList(text);
  assertRanks(names);
  return names;
}

function keyPrefix(text: string): string {
  if (!/^[A-Za-z][\w-]{0,40}$/.test(text)) throw new Error('must be letters, digits, _ and -, beginning with a letter');
  return text;
}

/** A field of a document, also within others; never an operator. */
function fieldPath(text: string): string {
  if (!/^[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*)*$/.test(text) || text.length > 100) {
    throw new Error('must be the name of a field, such as activatedAt or dates.activatedAt');
  }
  return text;
}

/** Keys that come over plain http could be anybody's; whether this one may is judged with NODE_ENV. */
function keysUrl(text: string): string {
  const { username, password } = new URL(url('http', 'https')(text));
  if (username !== '' || password !== '') throw new Error('must hold no user and password: the keys are public');
  return text;
}

function claimText(text: string): string {
  if (!/^[\x21-\x7e]{1,300}$/.test(text)) throw new Error('must be 1 to 300 visible ASCII characters');
  return text;
}

const WALLET_MOVEMENTS = ['recorded', 'foreign'] as const;
/** Whether other services that move a wallet write an entry with it (docs/specification.md 4). */
export type WalletMovements = (typeof WALLET_MOVEMENTS)[number];

const define = <T>(variable: Variable<T>): Variable<T> => variable;

export const VARIABLES = {
  NODE_ENV: define({
    meaning: 'production refuses to start without secrets and URIs',
    fallback: 'development',
    parse: oneOf('development', 'test', 'production'),
  }),
  MONGODB_URI: define({
    meaning: 'MongoDB 6 or newer, a replica set',
    fallback: 'mongodb://127.0.0.1:27017/declaration_returns?replicaSet=rs0',
    requiredInProduction: true,
    parse: url('mongodb', 'mongodb+srv'),
  }),
  REDIS_URL: define({
    meaning: 'Redis 6.2 or newer, maxmemory-policy noeviction',
    fallback: 'redis://127.0.0.1:6379',
    requiredInProduction: true,
    parse: url('redis', 'rediss'),
  }),
  PORT: define({ meaning: 'port of the API', fallback: '3000', parse: integer(0, 65_535) }),
  LISTEN_ADDRESS: define({
    meaning: 'address that API and worker listen on, such as 127.0.0.1; empty: every one',
    fallback: '',
    parse: optional(listenAddress),
  }),
  WORKER_PORT: define({
    meaning: 'port of the worker for /health and /metrics; 0 takes a free one',
    fallback: '3001',
    parse: integer(0, 65_535),
  }),
  METRICS_PORT: define({
    meaning:
      'port of GET /metrics alone; the same as PORT or WORKER_PORT: there; empty: there, but no API in production',
    fallback: '',
    parse: (text) => (text === '' ? null : integer(0, 65_535)(text)),
  }),
  JWT_SECRET: define({
    meaning: 'signs access tokens, at least 32 characters; of the API alone',
    usedBy: ['api'],
    requiredInProduction: true,
    parse: secret(32),
  }),
  SECRETS_KEY: define({
    meaning: 'encrypts TOTP secrets at rest, at least 32 characters; the worker needs it not',
    usedBy: ['api', 'accounts'],
    requiredInProduction: true,
    parse: secret(32),
  }),
  SECRETS_KEY_PREVIOUS: define({
    meaning: 'the key before, while SECRETS_KEY is being changed: opens what is not sealed anew yet',
    usedBy: ['api', 'accounts'],
    fallback: '',
    parse: optional(secret(32)),
  }),
  ORDER_SIGNING_KEY: define({
    meaning: 'seals what an admin orders: an Ed25519 private key; of the API, and of adopt and migrate where they seal',
    usedBy: ['api', 'accounts', 'migrate'],
    requiredInProduction: ['api'],
    fallback: '',
    parse: (text: string): KeyObject | null => (text === '' ? null : signingKey(text)),
  }),
  ORDER_VERIFY_KEY: define({
    meaning: 'its public key; a worker pays what it verifies. While it is changed: the new one and the old, by a comma',
    usedBy: ['api', 'worker', 'proof'],
    requiredInProduction: ['worker', 'proof'],
    fallback: '',
    parse: (text: string): readonly VerifyKey[] => verifyKeys(text),
  }),
  ACCESS_TOKEN_MINUTES: define({ meaning: 'life of an access token', fallback: '60', parse: integer(1, 1_440) }),
  SESSION_HOURS: define({
    meaning: 'how long a session lasts that nobody renews',
    fallback: '12',
    parse: integer(1, 720),
  }),
  JWKS_URL: define({
    meaning: "the public keys of the platform's identity provider, whose tokens are accepted too; empty: none",
    usedBy: ['api'],
    fallback: '',
    parse: optional(keysUrl),
  }),
  JWT_ISSUER: define({
    meaning: 'who those tokens must say has issued them (iss)',
    usedBy: ['api'],
    fallback: '',
    parse: optional(claimText),
  }),
  JWT_AUDIENCE: define({
    meaning: 'whom those tokens must say they are for (aud)',
    usedBy: ['api'],
    fallback: '',
    parse: optional(claimText),
  }),
  JWT_SUBJECT_CLAIM: define({
    meaning: "the claim of those tokens that holds the user's _id or e-mail address",
    usedBy: ['api'],
    fallback: 'sub',
    parse: claimText,
  }),
  TWO_FA_ENFORCED: define({
    meaning: 'true: an admin without 2FA cannot change anything',
    fallback: 'true',
    parse: boolean,
  }),
  DISTRIBUTION_TIMEZONE: define({
    meaning: 'the time zone in which a date is a day',
    fallback: 'UTC',
    parse: timeZone,
  }),
  DEFAULT_DISTRIBUTION_TIME: define({
    meaning: 'HH:mm[:ss], when a day without a time of its own is paid',
    fallback: '00:00',
    parse: timeOfDay,
  }),
  ROS_CAP_PERCENT: define({
    meaning: 'a stake earns at most this percentage of its amount over its life',
    fallback: '200',
    parse: integer(1, 100_000),
  }),
  STAKE_ACTIVATED_AT_FIELD: define({
    meaning: "the field of a stake that holds the instant of its activation; a platform's own may be createdAt",
    fallback: 'activatedAt',
    parse: fieldPath,
  }),
  WALLET_MOVEMENTS: define({
    meaning: 'recorded: other services write an entry for every movement of a wallet; foreign: not; empty: as adopted',
    fallback: '',
    parse: (text: string): WalletMovements | null => (text === '' ? null : oneOf(...WALLET_MOVEMENTS)(text)),
  }),
  PERFORMANCE_POOL_RANKS: define({
    meaning: 'ranks that share the performance pool, separated by commas',
    fallback: 'Associate Stakeholder,Principal Strategist,Elite Capitalist,Wealth Architect,Finance Titan',
    parse: rankList,
  }),
  PREMIUM_POOL_RANKS: define({
    meaning: 'ranks that share the premium pool, separated by commas',
    fallback: 'Principal Strategist,Elite Capitalist,Wealth Architect,Finance Titan',
    parse: rankList,
  }),
  CHUNK_SIZE: define({ meaning: 'stakes paid in one transaction', fallback: '300', parse: integer(1, 1_000) }),
  WORKER_CONCURRENCY: define({
    meaning: 'chunks that one worker pays at the same time',
    fallback: '4',
    parse: integer(1, 64),
  }),
  CRON_ENABLED: define({ meaning: 'false: no worker executes anything', fallback: 'true', parse: boolean }),
  DISTRIBUTION_CRON_ENABLED: define({
    meaning: 'false: no worker executes distributions',
    fallback: 'true',
    parse: boolean,
  }),
  MISFIRE_GRACE_HOURS: define({
    meaning: 'a slot later than this waits for an admin',
    fallback: '12',
    parse: integer(1, 720),
  }),
  APPROVAL_ABOVE: define({
    meaning: 'USDT; what would pay more waits until another admin approves it; empty: nothing does',
    fallback: '',
    parse: limit,
  }),
  APPROVAL_TTL_HOURS: define({
    meaning: 'how long what waits for another admin can be approved',
    fallback: '24',
    parse: integer(1, 720),
  }),
  PAYOUT_DELAY_MINUTES: define({
    meaning: 'what would be paid at once above APPROVAL_ABOVE is paid so much later; 0: at once',
    fallback: '0',
    parse: integer(0, 1_440),
  }),
  DAY_LIMIT: define({
    meaning: 'USDT that a date pays at most, checked when it is accepted and before it is paid; empty: no limit',
    fallback: '',
    parse: limit,
  }),
  LARGE_PAYOUT_FACTOR: define({
    meaning: 'a payout above so many times the median day of the last 30 is alerted; 0: none is',
    fallback: '10',
    parse: factor,
  }),
  ALERT_RETENTION_DAYS: define({
    meaning: 'acknowledged alerts are deleted after so many days, 8 or more; empty: never',
    fallback: '',
    // Slots of the last seven days are looked at anew at every start: their alerts must be there, or are raised again.
    parse: retention(8),
  }),
  KEEPER_INTERVAL_MS: define({
    meaning: 'how often a worker looks for what was lost',
    fallback: '10000',
    parse: integer(100, 10_000),
  }),
  LEASE_MS: define({
    meaning: 'how long a silent worker keeps a slot before another takes it over',
    fallback: '15000',
    parse: integer(1_000, 600_000),
  }),
  MAX_CLOCK_SKEW_MS: define({
    meaning: "a process whose clock is further from the database's than this runs no slots",
    fallback: '30000',
    parse: integer(1_000, 3_600_000),
  }),
  CANARY_INTERVAL_MS: define({
    meaning: 'how often a worker sends a job to itself through the real queue',
    fallback: '60000',
    parse: integer(500, 600_000),
  }),
  QUEUE_PREFIX: define({
    meaning: 'prefix of every key in Redis; API and workers of one system share it',
    fallback: 'ddr',
    parse: keyPrefix,
  }),
  CORS_ORIGINS: define({
    meaning: 'origins of the web apps, separated by commas; empty: none',
    fallback: '',
    parse: list,
  }),
  TRUST_PROXY_HOPS: define({
    meaning: 'reverse proxies in front of the API whose X-Forwarded-For is believed',
    fallback: '0',
    parse: integer(0, 10),
  }),
  RATE_LIMIT_PER_MINUTE: define({
    meaning: 'requests per minute and address, for everything but sign-in and 2FA',
    // 200 open pages that ask every 250 ms, all behind one address, take 48,000.
    fallback: '60000',
    parse: integer(1, 1_000_000),
  }),
  MAX_STREAMS: define({
    meaning: 'event streams that one API process holds open',
    fallback: '1000',
    parse: integer(1, 100_000),
  }),
  MAX_STREAMS_PER_USER: define({
    meaning: 'event streams that one API process holds open for one user',
    fallback: '250',
    parse: integer(1, 100_000),
  }),
  EXPOSE_DOCS: define({
    meaning: 'true: the API serves /docs and /docs-json; empty: everywhere but in production',
    fallback: '',
    parse: (text) => (text === '' ? null : boolean(text)),
  }),
  SIGN_IN_LIMIT_PER_MINUTE: define({
    meaning: 'passwords that are looked at per minute and address, and as many again that come with a code',
    // Many admins may share an address; guessing is stopped by the lock of the account.
    fallback: '60',
    parse: integer(1, 1_000_000),
  }),
  ALERT_WEBHOOK_URL: define({
    meaning: 'every alert is POSTed here; empty: nowhere',
    fallback: '',
    parse: optional(url('http', 'https')),
  }),
  ALERT_WEBHOOK_SECRET: define({
    meaning: 'signs those POSTs with HMAC-SHA256; needed with ALERT_WEBHOOK_URL',
    fallback: '',
    parse: optional(secret(16)),
  }),
  LOG_LEVEL: define({
    meaning: 'fatal, error, warn, info, debug, trace or silent',
    fallback: 'info',
    parse: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
  }),
} as const;

export type VariableName = keyof typeof VARIABLES;
export type VariableValues = { -readonly [Name in VariableName]: ReturnType<(typeof VARIABLES)[Name]['parse']> };
