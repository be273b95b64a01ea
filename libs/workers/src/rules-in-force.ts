import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { ClientSession, Connection } from 'mongoose';
import { rulesHash, type Rules } from '#lib/config';
import { COLLECTIONS, SYSTEM_RECORD_ID } from '#lib/database';
import { DatabaseClock } from './database-clock.js';

interface SystemRecord {
  readonly _id: string;
  readonly rules?: Rules;
  readonly rulesHash?: string;
  readonly rulesSince?: Date;
}

/** The rules that the system lived with last, kept in MongoDB. */
@Injectable()
export class RulesInForce {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly clock: DatabaseClock,
  ) {}

  /** @returns null before any process has put rules in force */
  async read(): Promise<Rules | null> {
    return (await this.systems.findOne({ _id: SYSTEM_RECORD_ID }))?.rules ?? null;
  }

  /**
   * Puts rules in force.
   * @returns what was in force before: null if these were already, or none were
   */
  async put(session: ClientSession, rules: Rules): Promise<Rules | null> {
    const hash = rulesHash(rules);
    const before = await this.systems.findOneAndUpdate(
      { _id: SYSTEM_RECORD_ID, rulesHash: { $ne: hash } },
      { $set: { rules, rulesHash: hash, rulesSince: this.clock.now() } },
      { session, returnDocument: 'before' },
    );
    return before?.rules ?? null;
  }

  private get systems() {
    return this.connection.collection<SystemRecord>(COLLECTIONS.systems);
  }
}
