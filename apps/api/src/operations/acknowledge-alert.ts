import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { Types, type Connection } from 'mongoose';
import { AlertStore, type AlertView } from '#lib/alerts';
import { Audit } from '#lib/audit';
import { runInTransaction } from '#lib/database';
import type { Change } from '#lib/declarations';
import { DatabaseClock } from '#lib/workers';

/** Notes that an admin has taken notice of an alert. */
@Injectable()
export class AcknowledgeAlert {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly store: AlertStore,
    private readonly audit: Audit,
    private readonly clock: DatabaseClock,
  ) {}

  /** Once more changes nothing. @throws AlertNotFoundError */
  async acknowledge(id: string, change: Change): Promise<AlertView> {
    return runInTransaction(this.connection, async (session) => {
      const by = change.origin.actor.email;
      const { alert, changed } = await this.store.acknowledge(session, new Types.ObjectId(id), by, this.clock.now());
      if (changed) {
        await this.audit.record(session, {
          ...change.origin,
          action: 'alert.acknowledge',
          target: alert.id,
          ...(alert.date === null ? {} : { date: alert.date }),
          before: { acknowledged: false },
          after: { acknowledged: true, rule: alert.rule, message: alert.message },
        });
      }
      await change.remember(session, alert);
      return alert;
    });
  }
}
