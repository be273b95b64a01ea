import type { KeyObject } from 'node:crypto';
import type { Money } from '#lib/money';
import { developmentOrderKey, developmentSecrets } from './development-secrets.js';
import type { Rank } from './ranks.js';
import { identityProblems } from './identity-provider.js';
import { placeOfMetrics, type MetricsPlace } from './metrics-place.js';
import { verifyKeyOf, type VerifyKey } from './order-keys.js';
import { SECRET_VARIABLES, weakSecrets } from './weak-secrets.js';
import {
  VARIABLES,
  type WalletMovements,
  type ProcessKind,
  type VariableName,
  type VariableValues,
} from './variables.js';

/** The environment, read once at start and typed. Inject it by its class. */
export class AppConfig {
  readonly production: boolean;
  readonly mongodbUri: string;
  readonly redisUrl: string;
  readonly queuePrefix: string;
  /** Empty: every address. */
  readonly listenAddress: string;
  readonly port: number;
  readonly workerPort: number;
  readonly metricsPort: number | null;
  readonly apiMetrics: MetricsPlace;
  /** Nobody but the operator reaches the worker's port. */
  readonly workerMetrics: MetricsPlace;
  readonly jwtSecret: string;
  readonly secretsKey: string;
  readonly secretsKeyPrevious: string | null;
  /** Null: this process seals no orders. */
  readonly orderSigningKey: KeyObject | null;
  /** Every key whose seals are believed, that of `orderSigningKey` among them. */
  readonly orderVerifyKeys: readonly VerifyKey[];
  readonly accessTokenMinutes: number;
  readonly sessionHours: number;
  /** Empty: the platform has no identity provider whose tokens are accepted. */
  readonly jwksUrl: string;
  readonly jwtIssuer: string;
  readonly jwtAudience: string;
  readonly jwtSubjectClaim: string;
  readonly twoFaEnforced: boolean;
  /** IANA name. */
  readonly timeZone: string;
  /** `HH:mm[:ss]` in `timeZone`. */
  readonly defaultDistributionTime: string;
  readonly rosCapPercent: number;
  /** Field of a stake. */
  readonly stakeActivatedAtField: string;
  /** Null: as the adoption of the platform found out. */
  readonly walletMovements: WalletMovements | null;
  readonly performancePoolRanks: readonly Rank[];
  readonly premiumPoolRanks: readonly Rank[];
  readonly chunkSize: number;
  readonly workerConcurrency: number;
  readonly cronEnabled: boolean;
  readonly distributionCronEnabled: boolean;
  readonly misfireGraceMs: number;
  /** Null: nothing needs a second admin. */
  readonly approvalAbove: Money | null;
  readonly approvalTtlMs: number;
  /** 0: what is paid at once is paid at once. */
  readonly payoutDelayMs: number;
  /** Of a date; null: no limit. */
  readonly dayLimit: Money | null;
  /** In thousandths; null: no payout is too large. */
  readonly largePayoutFactor: number | null;
  /** 0: for ever. */
  readonly alertRetentionDays: number;
  readonly keeperIntervalMs: number;
  readonly leaseMs: number;
  readonly maxClockSkewMs: number;
  readonly canaryIntervalMs: number;
  readonly corsOrigins: readonly string[];
  readonly trustProxyHops: number;
  readonly rateLimitPerMinute: number;
  readonly signInLimitPerMinute: number;
  readonly maxStreams: number;
  readonly maxStreamsPerUser: number;
  readonly exposeDocs: boolean;
  readonly alertWebhookUrl: string;
  readonly alertWebhookSecret: string;
  readonly logLevel: VariableValues['LOG_LEVEL'];
  /** Sentences for the log: what was generated because nothing was set. */
  readonly notices: readonly string[];

  constructor(
    values: VariableValues,
    notices: readonly string[],
    /** What this process is for. */
    readonly kind: ProcessKind,
  ) {
    this.production = values.NODE_ENV === 'production';
    this.mongodbUri = values.MONGODB_URI;
    this.redisUrl = values.REDIS_URL;
    this.queuePrefix = values.QUEUE_PREFIX;
    this.listenAddress = values.LISTEN_ADDRESS;
    this.port = values.PORT;
    this.workerPort = values.WORKER_PORT;
    this.metricsPort = values.METRICS_PORT;
    this.apiMetrics = placeOfMetrics(values.METRICS_PORT, values.PORT, this.production);
    this.workerMetrics = placeOfMetrics(values.METRICS_PORT, values.WORKER_PORT, false);
    this.jwtSecret = values.JWT_SECRET;
    this.secretsKey = values.SECRETS_KEY;
    this.secretsKeyPrevious = values.SECRETS_KEY_PREVIOUS === '' ? null : values.SECRETS_KEY_PREVIOUS;
    this.orderSigningKey = values.ORDER_SIGNING_KEY;
    this.orderVerifyKeys = believedKeys(values);
    this.accessTokenMinutes = values.ACCESS_TOKEN_MINUTES;
    this.sessionHours = values.SESSION_HOURS;
    this.jwksUrl = values.JWKS_URL;
    this.jwtIssuer = values.JWT_ISSUER;
    this.jwtAudience = values.JWT_AUDIENCE;
    this.jwtSubjectClaim = values.JWT_SUBJECT_CLAIM;
    this.twoFaEnforced = values.TWO_FA_ENFORCED;
    this.timeZone = values.DISTRIBUTION_TIMEZONE;
    this.defaultDistributionTime = values.DEFAULT_DISTRIBUTION_TIME;
    this.rosCapPercent = values.ROS_CAP_PERCENT;
    this.stakeActivatedAtField = values.STAKE_ACTIVATED_AT_FIELD;
    this.walletMovements = values.WALLET_MOVEMENTS;
    this.performancePoolRanks = values.PERFORMANCE_POOL_RANKS;
    this.premiumPoolRanks = values.PREMIUM_POOL_RANKS;
    this.chunkSize = values.CHUNK_SIZE;
    this.workerConcurrency = values.WORKER_CONCURRENCY;
    this.cronEnabled = values.CRON_ENABLED;
    this.distributionCronEnabled = values.DISTRIBUTION_CRON_ENABLED;
    this.misfireGraceMs = values.MISFIRE_GRACE_HOURS * 3_600_000;
    this.approvalAbove = values.APPROVAL_ABOVE;
    this.approvalTtlMs = values.APPROVAL_TTL_HOURS * 3_600_000;
    this.payoutDelayMs = values.PAYOUT_DELAY_MINUTES * 60_000;
    this.dayLimit = values.DAY_LIMIT;
    this.largePayoutFactor = values.LARGE_PAYOUT_FACTOR;
    this.alertRetentionDays = values.ALERT_RETENTION_DAYS;
    this.keeperIntervalMs = values.KEEPER_INTERVAL_MS;
    this.leaseMs = values.LEASE_MS;
    this.maxClockSkewMs = values.MAX_CLOCK_SKEW_MS;
    this.canaryIntervalMs = values.CANARY_INTERVAL_MS;
    this.corsOrigins = values.CORS_ORIGINS;
    this.trustProxyHops = values.TRUST_PROXY_HOPS;
    this.rateLimitPerMinute = values.RATE_LIMIT_PER_MINUTE;
    this.signInLimitPerMinute = values.SIGN_IN_LIMIT_PER_MINUTE;
    this.maxStreams = values.MAX_STREAMS;
    this.maxStreamsPerUser = values.MAX_STREAMS_PER_USER;
    this.exposeDocs = values.EXPOSE_DOCS ?? !this.production;
    this.alertWebhookUrl = values.ALERT_WEBHOOK_URL;
    this.alertWebhookSecret = values.ALERT_WEBHOOK_SECRET;
    this.logLevel = values.LOG_LEVEL;
    this.notices = notices;
  }

  /** False when a switch in the environment keeps every worker from executing (docs/specification.md 3.4). */
  get executionEnabled(): boolean {
    return this.cronEnabled && this.distributionCronEnabled;
  }
}

/** The environment is wrong; `message` names every bad variable and what would be right. */
export class ConfigError extends Error {
  readonly code = 'INVALID_CONFIGURATION';
}

/**
 * Reads and checks the whole environment.
 * @param env the variables, usually `process.env`
 * @param kind what the process is for: what it does not use it neither demands nor reads
 * @throws ConfigError naming every bad or missing variable at once
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env, kind: ProcessKind = 'api'): AppConfig {
  const problems: string[] = [];
  const values: Partial<Record<VariableName, unknown>> = {};
  const notices: string[] = [];
  const production = env['NODE_ENV'] === 'production';

  for (const [name, variable] of Object.entries(VARIABLES) as [VariableName, (typeof VARIABLES)[VariableName]][]) {
    if (!isUsed(variable, kind)) {
      values[name] = name in NOT_USED ? NOT_USED[name] : '';
      continue;
    }
    const text = readText(name, kind, env, production, notices);
    if (text === undefined) {
      problems.push(`${name} is missing: ${variable.meaning}`);
      continue;
    }
    try {
      values[name] = variable.parse(text);
    } catch (cause) {
      problems.push(`${name} ${cause instanceof Error ? cause.message : String(cause)} (${variable.meaning})`);
    }
  }
  if (values.ALERT_WEBHOOK_URL && !values.ALERT_WEBHOOK_SECRET) {
    problems.push('ALERT_WEBHOOK_SECRET is missing: with ALERT_WEBHOOK_URL set, alerts must be signed');
  }
  if (values.PAYOUT_DELAY_MINUTES && values.APPROVAL_ABOVE === null) {
    problems.push('APPROVAL_ABOVE is missing: PAYOUT_DELAY_MINUTES delays what is paid at once above it');
  }
  problems.push(...identityProblems(values, production));
  if (production) {
    problems.push(
      ...weakSecrets(new Map(SECRET_VARIABLES.map((name) => [name, (values as Partial<VariableValues>)[name] ?? '']))),
    );
  }
  if (problems.length > 0) {
    throw new ConfigError(`The environment is not right:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
  return new AppConfig(values as VariableValues, notices, kind);
}

/** What is not read, where it is no text. */
const NOT_USED: Partial<Record<VariableName, unknown>> = { ORDER_SIGNING_KEY: null, ORDER_VERIFY_KEY: [] };

function believedKeys({ ORDER_SIGNING_KEY: own, ORDER_VERIFY_KEY: given }: VariableValues): readonly VerifyKey[] {
  const keys = own === null ? given : [verifyKeyOf(own), ...given];
  return [...new Map(keys.map((key) => [key.id, key])).values()];
}

function isUsed({ usedBy }: { usedBy?: readonly ProcessKind[] }, kind: ProcessKind): boolean {
  return usedBy === undefined || usedBy.includes(kind);
}

function readText(
  name: VariableName,
  kind: ProcessKind,
  env: NodeJS.ProcessEnv,
  production: boolean,
  notices: string[],
): string | undefined {
  const variable: { fallback?: string; requiredInProduction?: boolean | readonly ProcessKind[] } = VARIABLES[name];
  const given = env[name];
  if (given !== undefined && given !== '') return given;
  if (production) {
    const { requiredInProduction: required = false } = variable;
    return required === true || (required !== false && required.includes(kind)) ? undefined : variable.fallback;
  }
  if (name === 'JWT_SECRET' || name === 'SECRETS_KEY') {
    const { secrets, file } = developmentSecrets(env);
    notices.push(`${name} is not set: using this machine's generated development secret from ${file}`);
    return secrets[name];
  }
  if (name === 'ORDER_SIGNING_KEY' || name === 'ORDER_VERIFY_KEY') {
    const { keys, file } = developmentOrderKey(env);
    notices.push(`${name} is not set: using this machine's generated development key from ${file}`);
    return keys[name];
  }
  return variable.fallback;
}
