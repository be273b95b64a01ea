import { DatabaseLostError } from './errors.js';
import type { Postgres } from './postgres.js';
import { RecentMap } from './recent-map.js';
import { findRecord } from './session-records.js';

/** A write's reply as DocumentDB made it. */
export interface WriteReply {
  reply: Buffer;
  success: boolean;
}

interface LastWrite {
  txnNumber: bigint;
  outcome: Promise<WriteReply>;
}

const REMEMBERED_SESSIONS = 10_000;

/**
 * Drivers repeat a write once, with the same session and number, when its answer was lost. The repetition gets the
 * first one's answer; where that is not known, because PostgreSQL went away meanwhile, the session's record tells.
 */
export class RetryableWrites {
  private readonly lastWrites = new RecentMap<string, LastWrite>(REMEMBERED_SESSIONS);

  constructor(private readonly postgres: Postgres) {}

  /** Runs the write, unless it is a repetition of one that took effect. */
  async run(session: string, txnNumber: bigint, write: () => Promise<WriteReply>): Promise<WriteReply> {
    const last = this.lastWrites.get(session);
    const outcome = last?.txnNumber === txnNumber ? this.repeat(session, last, write) : write();
    this.lastWrites.set(session, { txnNumber, outcome });
    return outcome;
  }

  private async repeat(session: string, last: LastWrite, write: () => Promise<WriteReply>): Promise<WriteReply> {
    try {
      return await last.outcome;
    } catch (error) {
      if (!(error instanceof DatabaseLostError)) return write();
    }
    const record = await findRecord(this.postgres, session, last.txnNumber);
    if (record?.reply) return { reply: record.reply, success: record.success };
    return write();
  }
}
