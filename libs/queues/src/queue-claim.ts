import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { AppConfig } from '#lib/config';
import { systemOf, type SystemName } from '#lib/database';
import { AppLogger } from '#lib/observability';
import { RedisClient } from './redis-client.js';
import { redisTrouble, type RedisState } from './redis-state.js';
import { within } from './within.js';

const CHECK_EVERY_MS = 5_000;
const PATIENCE_MS = 1_000;
/** How Redis begins its refusal of every write. */
const TAKES_NO_WRITES = /^(OOM|READONLY|MISCONF|NOREPLICAS)\b/;

/**
 * Whether jobs may flow: Redis is there, takes writes, and the keys under our prefix are this system's
 * (docs/architecture.md 3). The system's name is kept in Redis; whoever comes first has the prefix. Looked at at start,
 * after every reconnection and every 5 seconds, since Redis may be emptied and taken by another.
 */
@Injectable()
export class QueueClaim implements OnApplicationShutdown {
  private readonly key: string;
  private readonly listeners: ((state: RedisState) => void)[] = [];
  private current: RedisState = { kind: 'away' };
  private self: SystemName | null = null;
  private checking: Promise<RedisState> | null = null;
  private timer: NodeJS.Timeout | null = null;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly redis: RedisClient,
    private readonly log: AppLogger,
    config: AppConfig,
  ) {
    this.key = `${config.queuePrefix}:system`;
  }

  /** What was found last. */
  get state(): RedisState {
    return this.current;
  }

  /** Keeps looking, from now on. */
  watch(): void {
    this.redis.client.on('ready', () => void this.check());
    // What came back may be another's.
    this.redis.client.on('close', () => this.found({ kind: 'away' }));
    this.timer = setInterval(() => void this.check(), CHECK_EVERY_MS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.listeners.length = 0;
  }

  /** Calls `listener` whenever the state has become another. */
  onChange(listener: (state: RedisState) => void): void {
    this.listeners.push(listener);
  }

  /** Looks now. Never throws. */
  check(): Promise<RedisState> {
    this.checking ??= this.look()
      .then((state) => this.found(state))
      .finally(() => {
        this.checking = null;
      });
    return this.checking;
  }

  /** Whether the jobs under our prefix are ours; asks Redis unless it is known. */
  async isOurs(): Promise<boolean> {
    const { kind } = this.current.kind === 'away' ? await this.check() : this.current;
    return kind !== 'taken' && kind !== 'away';
  }

  private found(state: RedisState): RedisState {
    const before = this.current;
    this.current = state;
    if (before.kind === state.kind) return state;
    // That it is away or back, its connection says.
    const trouble = state.kind === 'away' ? null : redisTrouble(state);
    if (trouble !== null) this.log.write('error', trouble);
    for (const listener of this.listeners) listener(state);
    return state;
  }

  private async look(): Promise<RedisState> {
    if (!this.redis.isReady()) return { kind: 'away' };
    try {
      this.self ??= await systemOf(this.connection);
      return await within(PATIENCE_MS, 'asking Redis whose it is', this.ask(this.self));
    } catch {
      return { kind: 'away' };
    }
  }

  private async ask(self: SystemName): Promise<RedisState> {
    // A write each time, though most often it changes nothing: Redis tells by it whether it takes writes.
    const refusal = await this.redis.client.set(this.key, JSON.stringify(self), 'NX').then(
      () => null,
      (error: Error) => error.message,
    );
    const owner = await this.redis.client.get(this.key);
    if (owner !== null) {
      const by = JSON.parse(owner) as SystemName;
      if (by.id !== self.id || by.database !== self.database) return { kind: 'taken', key: this.key, by, self };
    }
    if (refusal === null) return { kind: 'ready' };
    return TAKES_NO_WRITES.test(refusal) ? { kind: 'read-only', reply: refusal } : { kind: 'away' };
  }
}
