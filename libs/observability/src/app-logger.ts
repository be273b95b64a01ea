import { hostname } from 'node:os';
import { Injectable, type LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';
import { AppConfig } from '#lib/config';
import { logContext } from './context.js';

/** Fields whose values never reach a log; a `code` of its own is a 2FA code, one of an error is not. */
const SECRET_FIELDS = ['password', 'passwordHash', 'twoFACode', 'secret', 'token', 'accessToken', 'authorization'];

/** A URL that cannot be read comes along in the error, in `input`, with the password that may be in it. */
const WITH_URL = ['input', '*.input', '*.*.input', '*.*[*].input'];

/** What Nest says of each module and route while it starts. */
const START_UP_CHATTER: ReadonlySet<unknown> = new Set([
  'InstanceLoader',
  'RouterExplorer',
  'RoutesResolver',
  'NestFactory',
]);

type Level = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

/** Failures that are remembered at a time; of more, the oldest are told again when they come again. */
const FAILING_AT_MOST = 1_000;

const REPEATS_SOUGHT_IN = 1_000;

/** What fails at every try for now. */
interface Failing {
  readonly what: string;
  /** Tells one failure from another. */
  readonly sign: string;
  /** By this process's steady clock. */
  readonly sinceMs: number;
  readonly times: number;
}

/** Structured log lines (JSON) with the ids of the request or job; also Nest's own logger. */
@Injectable()
export class AppLogger implements LoggerService {
  private readonly pino: Logger;
  private readonly failing = new Map<string, Failing>();
  /** So that whoever passes an error on does not tell it again. */
  private readonly told = new WeakSet<Error>();

  constructor(config: AppConfig) {
    this.pino = pino({
      level: config.logLevel,
      base: { service: config.kind, pid: process.pid, hostname: hostname() },
      // As people and most collectors read them.
      formatters: { level: (label) => ({ level: label }) },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: toldOf },
      redact: {
        paths: ['code', ...SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]), ...WITH_URL],
        censor: '[hidden]',
      },
    });
  }

  /** An event in words and its facts. */
  write(level: Level, message: string, facts: Record<string, unknown> = {}): void {
    this.pino[level]({ ...logContext(), ...facts }, message);
  }

  /** A failure: what was being done, with which ids, and the error itself. */
  failure(message: string, error: unknown, facts: Record<string, unknown> = {}): void {
    this.pino.error({ ...logContext(), ...facts, err: error }, message);
  }

  /**
   * A failure of what is tried again and again: told when it begins and when it becomes another, not at every try.
   * @param facts ids of what failed; with others it is another failure
   */
  failureAgain(message: string, error: unknown, facts: Record<string, unknown> = {}): void {
    if (error instanceof Error && this.told.has(error)) return;
    if (error instanceof Error) this.told.add(error);
    const place = placeOf(message, facts);
    const sign = signOf(error);
    const before = this.failing.get(place);
    const goesOn = before?.sign === sign;
    // Written anew, so that what fails now is the last to be forgotten.
    this.failing.delete(place);
    this.failing.set(place, {
      ...{ what: message, sign },
      sinceMs: goesOn ? before.sinceMs : performance.now(),
      times: goesOn ? before.times + 1 : 1,
    });
    if (!goesOn) this.failure(message, error, facts);
    const [oldest] = this.failing.keys();
    if (this.failing.size > FAILING_AT_MOST && oldest !== undefined) this.failing.delete(oldest);
  }

  /**
   * What is tried again and again has succeeded: told where it had failed before.
   * @param facts as given with the failure; left out: whatever failed by this message
   */
  succeeded(message: string, facts?: Record<string, unknown>): void {
    if (this.failing.size === 0) return;
    const place = facts === undefined ? null : placeOf(message, facts);
    for (const [at, { what, sinceMs, times }] of this.failing) {
      if (what !== message || (place !== null && place !== at)) continue;
      this.failing.delete(at);
      this.write('info', `Over: ${message}`, { ...facts, times, forMs: Math.round(performance.now() - sinceMs) });
    }
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.fromNest(START_UP_CHATTER.has(rest.at(-1)) ? 'debug' : 'info', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.fromNest('error', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.fromNest('warn', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.fromNest('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.fromNest('trace', message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.fromNest('fatal', message, rest);
  }

  private fromNest(level: Level, message: unknown, rest: unknown[]): void {
    const context = rest.at(-1);
    const facts = { ...logContext(), ...(typeof context === 'string' ? { context } : {}) };
    if (message instanceof Error) this.pino[level]({ ...facts, err: message }, message.message);
    else if (typeof message === 'string') this.pino[level](facts, message);
    else this.pino[level]({ ...facts, detail: message });
  }
}

/**
 * What is told of an error: with its causes in message and stack, its plain facts, and the errors in it. One of MongoDB's
 * driver also holds all that is known of all servers, in circles.
 */
function toldOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const told = plain(pino.stdSerializers.err(error));
  return { ...told, message: withoutRepeats(String(told['message'])) };
}

/** Whoever wraps an error often says it as well: the causes that follow say the same again. */
function withoutRepeats(message: string): string {
  return message.length > REPEATS_SOUGHT_IN ? message : message.replaceAll(/: (.+?)(?:: \1)+(?=:|$)/g, ': $1');
}

/** Of a serialized error. */
function plain(error: object): Record<string, unknown> {
  const facts = Object.entries(error).flatMap(([name, value]: [string, unknown]): [string, unknown][] => {
    if (typeof value !== 'object' || value === null) return [[name, value]];
    if (Array.isArray(value)) return [[name, value.filter(isSerializedError).map(plain)]];
    return isSerializedError(value) ? [[name, plain(value)]] : [];
  });
  return Object.fromEntries(facts);
}

function isSerializedError(value: unknown): value is object {
  return typeof value === 'object' && value !== null && 'stack' in value && typeof value.stack === 'string';
}

function placeOf(message: string, facts: Record<string, unknown>): string {
  return `${message} ${JSON.stringify(facts)}`;
}

/** The same for failures that differ in numbers and ids alone: ports, connections, milliseconds. */
function signOf(error: unknown): string {
  return String(error).replaceAll(/\b[0-9a-f]*\d[0-9a-f]*\b/gi, '#');
}
