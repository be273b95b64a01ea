import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { mongo } from 'mongoose';
import { zoneWhereItIs } from '../../../support/quiet-zone.js';
import type { App, Rules } from '../plan/round.js';
import { ChaosProcess } from './product-process.js';
import { SECRETS, type Surroundings } from './surroundings.js';

const STARTS = 20;
const START_AGAIN_MS = 300;

/** The processes of one round on a database and a key prefix of their own. */
export class System {
  readonly db: mongo.Db;
  readonly environment: Readonly<Record<string, string>>;
  private readonly running: Record<App, ChaosProcess[]> = { api: [], worker: [] };
  private removed = false;
  /** All there ever were, for their logs. */
  private readonly all: ChaosProcess[] = [];

  constructor(
    private readonly around: Surroundings,
    rules: Rules,
    seed: number,
  ) {
    const name = `chaos-${seed}-${randomBytes(3).toString('hex')}`;
    this.db = around.client.db(name);
    this.environment = {
      NODE_ENV: 'development',
      MONGODB_URI: around.uriOf(name),
      REDIS_URL: around.redis.uri,
      QUEUE_PREFIX: name.slice(0, 40),
      PORT: '0',
      WORKER_PORT: '0',
      ...SECRETS,
      TWO_FA_ENFORCED: 'false',
      SIGN_IN_LIMIT_PER_MINUTE: '100000',
      RATE_LIMIT_PER_MINUTE: '100000',
      LOG_LEVEL: 'info',
      // Noon: slots some seconds ahead are today.
      DISTRIBUTION_TIMEZONE: zoneWhereItIs(12),
      ROS_CAP_PERCENT: String(rules.capPercent),
      CHUNK_SIZE: String(rules.chunkSize),
      WORKER_CONCURRENCY: String(rules.concurrency),
      LEASE_MS: String(rules.leaseMs),
      KEEPER_INTERVAL_MS: String(rules.keeperMs),
    };
  }

  get date(): string {
    return new Intl.DateTimeFormat('en-CA', { timeZone: this.environment['DISTRIBUTION_TIMEZONE'] ?? 'UTC' }).format();
  }

  /** Starts a process in a place where none is running; once more, as a supervisor would, when it ends at once. */
  async start(app: App, index: number): Promise<void> {
    for (let start = 1; start <= STARTS; start += 1) {
      const started = ChaosProcess.start(`${app} ${index}`, app, this.environment);
      this.running[app][index] = started;
      this.all.push(started);
      if ((await started.ready()) !== null || this.removed) return;
      await pause(START_AGAIN_MS);
    }
    throw new Error(`${app} ${index} does not start\n${this.tails(20)}`);
  }

  /** Those that ended though nobody asked them to. */
  get died(): readonly ChaosProcess[] {
    return this.all.filter(({ hasDied }) => hasDied);
  }

  at(app: App, index: number): ChaosProcess | undefined {
    return this.running[app][index];
  }

  /** Those that have a place, up or not. */
  places(app: App): readonly ChaosProcess[] {
    return this.running[app];
  }

  /** The API asked for, or another one that is up. */
  api(index: number): { index: number; process: ChaosProcess } | undefined {
    const { api } = this.running;
    const asked = [index, ...api.keys()].find((place) => api[place]?.isUp === true);
    return asked === undefined ? undefined : { index: asked, process: api[asked]! };
  }

  /** Of one that is up. @throws Error if none is */
  get urlOfAnApi(): string {
    const api = this.api(0);
    if (api === undefined) throw new Error('no API is up');
    return api.process.url;
  }

  get databasePort(): number {
    return this.around.databasePort;
  }

  /** The ends of the logs. */
  tails(lines: number): string {
    return this.all.map((process) => process.tail(lines)).join('\n');
  }

  /** Ends the processes and removes the data. */
  async remove(): Promise<void> {
    this.removed = true;
    await Promise.all(this.all.map((process) => process.end('SIGKILL')));
    await this.db.dropDatabase();
    await this.around.forgetRedis();
  }
}
