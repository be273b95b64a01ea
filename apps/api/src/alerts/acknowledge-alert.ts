import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { Types, type Connection } from 'mongoose';
import { AlertStore, type AlertRule, type AlertView } from '#lib/alerts';
import { Audit } from '#lib/audit';
import { runInTransaction } from '#lib/database';
import type { Change } from '#lib/declarations';
import { DatabaseClock } from '#lib/workers';
import { ValidationFailedError } from '../http/answers/errors.js';

/** Notes that an admin has taken notice of an alert. */
@Injectable()
export class AcknowledgeAlert {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly store: AlertStore,
    private readonly audit: Audit,
    private readonly clock: DatabaseClock,
  ) {}

  /**
   * All of these, or all of a rule that nobody has acknowledged.
   * @throws ValidationFailedError when neither is given
   */
  async acknowledgeMany(
    { ids, rule, note }: { ids: readonly string[] | undefined; rule: AlertRule | undefined; note: string | null },
    change: Change,
  ): Promise<{ acknowledged: number }> {
    if (ids === undefined && rule === undefined) {
      throw new ValidationFailedError(
        ['ids', 'rule'].map((field) => ({ field, message: 'must be given, or the other must' })),
      );
    }
    return runInTransaction(this.connection, async (session) => {
      const which = { ids: ids?.map((id) => new Types.ObjectId(id)), rule };
      const acknowledgement = { by: change.origin.actor.email, at: this.clock.now(), note };
      const acknowledged = await this.store.acknowledgeMany(session, which, acknowledgement);
      await this.audit.record(session, {
        ...change.origin,
        action: 'alert.acknowledge',
        target: rule ?? 'alerts',
        after: { acknowledged, ...(ids === undefined ? {} : { ids: [...ids] }), ...(note === null ? {} : { note }) },
      });
      await change.remember(session, { acknowledged });
      return { acknowledged };
    });
  }

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
