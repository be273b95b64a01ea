import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { AppConfig, rulesHash, rulesOf, type Rules } from '#lib/config';
import { runInTransaction, systemOf } from '#lib/database';
import { RulesInForce } from '#lib/workers';
import type { JsonObject } from './audit-entry.schema.js';
import { Audit } from './audit.js';

/**
 * Puts the rules of this process in force when it starts, and records it when they are others than before
 * (docs/specification.md 2, "Rules are frozen").
 */
@Injectable()
export class RulesAudit implements OnApplicationBootstrap {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly config: AppConfig,
    private readonly inForce: RulesInForce,
    private readonly audit: Audit,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    // The record that they are kept on.
    await systemOf(this.connection);
    const rules = rulesOf(this.config);
    const known = await this.inForce.read();
    if (known !== null && rulesHash(known) === rulesHash(rules)) return;
    await runInTransaction(this.connection, async (session) => {
      const before = await this.inForce.put(session, rules);
      // Another process has put the same in force, or these are the first.
      if (before === null) return;
      await this.audit.record(session, {
        actor: { system: 'configuration' },
        action: 'rules.change',
        before: plain(before),
        after: plain(rules),
      });
    });
  }
}

function plain(rules: Rules): JsonObject {
  return { ...rules };
}
