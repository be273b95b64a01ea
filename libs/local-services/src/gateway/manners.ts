import { setTimeout as delay } from 'node:timers/promises';
import { ObjectId, type Document } from 'bson';
import type { Command } from './command.js';
import { CommandError, DatabaseLostError, RETRYABLE_WRITE_LABEL, TRANSIENT_LABEL } from './errors.js';
import { asSecondary } from './handshake.js';

/** Codes after which MongoDB says that the write or the transaction may be run again (its `error_codes.yml`). */
const RETRYABLE_CODES: ReadonlySet<number> = new Set([
  6, 7, 89, 91, 134, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436,
]);
/** With these a transaction is over, also when its commit is told so. */
const CONFLICT_CODES: ReadonlySet<number> = new Set([24, 112, 246, 251]);
const TRANSIENT_CODES: ReadonlySet<number> = new Set([...RETRYABLE_CODES, ...CONFLICT_CODES]);
export const NOT_PRIMARY = 10107;

/** Those who look for the server, and set its manners, are always answered. */
const ALWAYS_ANSWERED: ReadonlySet<string> = new Set([
  'hello',
  'isMaster',
  'ismaster',
  'ping',
  'configureFailPoint',
  'endSessions',
]);

type Mode = 'off' | 'alwaysOn' | { readonly times?: number; readonly skip?: number };

/**
 * `data` of `failCommand`, by the driver's own vocabulary; of ours `database`: that one alone, and `everyNth`: of the
 * commands that are meant only each 7th, say.
 */
interface FailCommand {
  readonly failCommands: readonly string[];
  readonly errorCode?: number;
  readonly errorLabels?: readonly string[];
  readonly closeConnection?: boolean;
  readonly blockConnection?: boolean;
  readonly blockTimeMS?: number;
  readonly namespace?: string;
  readonly appName?: string;
  readonly database?: string;
  readonly everyNth?: number;
}

interface FailPoint {
  readonly data: FailCommand;
  skip: number;
  times: number;
  /** Commands that were meant so far. */
  meant: number;
  /** How often it was met, as MongoDB counts it. */
  count: number;
}

/** A failure that a fail point asks for. */
class InjectedError extends CommandError {
  constructor(
    private readonly code: number,
    labels: readonly string[],
  ) {
    super('InternalError', `failing command via 'failCommand' failpoint (${code})`, labels);
  }

  override toReply(): Document {
    return { ...super.toReply(), code: this.code, codeName: `Location${this.code}` };
  }
}

/** How often a client asked for something; its name is null when it gave none. */
export interface Asked {
  readonly appName: string | null;
  readonly command: string;
  readonly count: number;
}

/** A secondary that answers as the data was when it was opened. */
export interface StaleHost {
  readonly address: string;
  asked(): Asked[];
  close(): void;
}

/** What fail points do beyond single commands. */
interface Effects {
  stepDown(): void;
  openStaleHost(): Promise<StaleHost>;
}

/**
 * In what a real MongoDB hurts that this stand-in by itself does not: set by `configureFailPoint`, for tests.
 * `failCommand` as MongoDB has it; and of our own, each with `data`: `lockTimeout { ms, database? }` (write conflicts at
 * once), `transactionLifetime { ms, database? }`, `stepDown { ms }` (a secondary for so long, then a primary with
 * another election id), `staleHost` (a second host, whose address is answered: see `openStaleHost`; when it is switched
 * off, what it was asked).
 */
export class Manners {
  private readonly failPoints = new Map<string, FailPoint>();
  private readonly lockTimeouts = new Map<string, number>();
  private readonly lifetimes = new Map<string, number>();
  private steppedDownUntil = 0;
  private electionId = new ObjectId('7fffffff0000000000000001');
  private staleHost: StaleHost | null = null;

  constructor(private readonly effects: Effects) {}

  /** Takes a `configureFailPoint`. */
  async configure(document: Document): Promise<Document> {
    const {
      configureFailPoint: name,
      mode,
      data = {},
    } = document as {
      configureFailPoint: string;
      mode: Mode;
      data?: Document;
    };
    const isOn = mode !== 'off';
    switch (name) {
      case 'failCommand':
        return { count: this.setFailCommand(mode, data as unknown as FailCommand), ok: 1 };
      case 'lockTimeout':
        setOrDelete(this.lockTimeouts, data, isOn);
        break;
      case 'transactionLifetime':
        setOrDelete(this.lifetimes, data, isOn);
        break;
      case 'stepDown':
        this.steppedDownUntil = isOn ? performance.now() + Number(data['ms']) : 0;
        this.electionId = new ObjectId((BigInt(`0x${this.electionId.toHexString()}`) + 1n).toString(16));
        if (isOn) this.effects.stepDown();
        break;
      case 'staleHost':
        return this.setStaleHost(isOn);
      default:
        throw new CommandError('BadValue', `no such fail point: '${name}'`);
    }
    return { ok: 1 };
  }

  get isPrimary(): boolean {
    return performance.now() >= this.steppedDownUntil;
  }

  /** @param reply of the primary @returns it as the primary of this election, or as a secondary */
  hello(reply: Document): Document {
    const hosts = [...(reply['hosts'] as string[]), ...(this.staleHost === null ? [] : [this.staleHost.address])];
    return this.isPrimary ? { ...reply, hosts, electionId: this.electionId } : asSecondary({ ...reply, hosts }, null);
  }

  /** How long a transaction of this database waits for a lock; null: as long as it takes. */
  lockTimeoutMs(database: string): number | null {
    return this.lockTimeouts.get(database) ?? this.lockTimeouts.get('') ?? null;
  }

  /** How long a transaction of this database may last; null: without end. */
  lifetimeMs(database: string): number | null {
    return this.lifetimes.get(database) ?? this.lifetimes.get('') ?? null;
  }

  /** @returns whether anything may happen to a command of that name before it is carried out */
  concern(name: string): boolean {
    return (this.failPoints.size > 0 || !this.isPrimary) && !ALWAYS_ANSWERED.has(name);
  }

  /**
   * What happens to a command before it is carried out.
   * @param transactionDatabase of its transaction, if it has one that is open
   * @throws CommandError or DatabaseLostError: it is not carried out
   */
  async before(command: Command, appName: string | null, transactionDatabase: string | undefined): Promise<void> {
    if (!this.isPrimary) throw new InjectedError(NOT_PRIMARY, labelsOf(NOT_PRIMARY, command));
    const database = databaseOf(command, transactionDatabase);
    for (const point of this.failPoints.values()) await meet(point, command, database, appName);
  }

  /** @returns where it is, and what the one before it was asked */
  private async setStaleHost(isOn: boolean): Promise<Document> {
    const before = this.staleHost;
    this.staleHost = null;
    before?.close();
    if (isOn) this.staleHost = await this.effects.openStaleHost();
    return { host: this.staleHost?.address ?? null, asked: before?.asked() ?? [], ok: 1 };
  }

  /** @returns how often the one before it was met */
  private setFailCommand(mode: Mode, data: FailCommand): number {
    const scope = data.database ?? '';
    const met = this.failPoints.get(scope)?.count ?? 0;
    if (mode === 'off') this.failPoints.delete(scope);
    else {
      const { times = Infinity, skip = 0 } = mode === 'alwaysOn' ? {} : mode;
      this.failPoints.set(scope, { data, times, skip, meant: 0, count: 0 });
    }
    return met;
  }
}

function setOrDelete(values: Map<string, number>, data: Document, isOn: boolean): void {
  const database = String(data['database'] ?? '');
  if (isOn) values.set(database, Number(data['ms']));
  else values.delete(database);
}

async function meet(point: FailPoint, command: Command, database: string, appName: string | null): Promise<void> {
  const { data } = point;
  if (!data.failCommands.includes(command.name)) return;
  if (data.database !== undefined && data.database !== database) return;
  if (data.appName !== undefined && data.appName !== appName) return;
  if (data.namespace !== undefined && data.namespace !== `${command.database}.${command.collection}`) return;
  point.meant += 1;
  if (point.meant % (data.everyNth ?? 1) !== 0) return;
  if (point.skip > 0) {
    point.skip -= 1;
    return;
  }
  if (point.times <= 0) return;
  point.times -= 1;
  point.count += 1;
  if (data.blockConnection === true) await delay(data.blockTimeMS ?? 0);
  if (data.closeConnection === true) throw new DatabaseLostError('closed by a fail point');
  if (data.errorCode !== undefined) {
    throw new InjectedError(data.errorCode, data.errorLabels ?? labelsOf(data.errorCode, command));
  }
}

/** Commits and aborts are sent to `admin`, whatever the transaction was about: they belong to every database. */
function databaseOf({ name, database }: Command, transactionDatabase: string | undefined): string {
  return name === 'commitTransaction' || name === 'abortTransaction' ? (transactionDatabase ?? database) : database;
}

/** The labels that tell a driver what may be run again. */
export function labelsOf(code: number, { name, inTransaction, txnNumber }: Command): readonly string[] {
  const isEnd = name === 'commitTransaction' || name === 'abortTransaction';
  if (inTransaction && (!isEnd || CONFLICT_CODES.has(code))) return TRANSIENT_CODES.has(code) ? [TRANSIENT_LABEL] : [];
  return txnNumber !== null && RETRYABLE_CODES.has(code) ? [RETRYABLE_WRITE_LABEL] : [];
}
