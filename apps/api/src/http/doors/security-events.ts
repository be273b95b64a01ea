import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import type { Account } from '#lib/accounts';
import { AlertStore, type Finding } from '#lib/alerts';
import { Audit, type AuditRecord, type Origin } from '#lib/audit';
import { runInTransaction } from '#lib/database';
import { AppLogger, Metrics } from '#lib/observability';
import { DatabaseClock } from '#lib/workers';

/** Where something was tried. */
export interface Place {
  readonly address?: string;
  readonly requestId?: string;
}

/** An attempt that was refused, and what it has brought about. */
export interface Refusal {
  /** It was one too many. */
  readonly locked: boolean;
  /** The account is tried from so many addresses that it has become slow. */
  readonly slowed?: boolean;
}

const SIGN_IN = { system: 'sign-in' } as const;
const HOUR = 'YYYY-MM-DDTHH'.length;

/**
 * Tells of sign-ins of admins, refused codes and locks: audit log and alerts (docs/specification.md 3). What is told
 * of a refused sign-in is written after the answer, so that the answer takes no longer where an account exists.
 */
@Injectable()
export class SecurityEvents implements BeforeApplicationShutdown {
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly audit: Audit,
    private readonly alerts: AlertStore,
    private readonly log: AppLogger,
    private readonly metrics: Metrics,
    private readonly clock: DatabaseClock,
  ) {}

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.underWay);
  }

  /** An admin has signed in; nothing is told of others. */
  async signedIn(
    { id, email, role }: Account,
    place: Place,
    after: { audience: string; withCode: boolean },
  ): Promise<void> {
    if (role !== 'admin') return;
    const actor = { id: id.toHexString(), email };
    await this.record({ actor, ...place, action: 'sign-in.accept', target: email, after });
  }

  /** Somebody could not sign in. @param account null if nobody has the address, of which nothing is told */
  signInRefused(account: Account | null, place: Place, { locked, slowed = false }: Refusal): void {
    if (account === null) return;
    this.later(async () => {
      const { email, role } = account;
      if (role === 'admin') {
        const record = { actor: SIGN_IN, ...place, target: email };
        await this.record({ ...record, action: 'sign-in.refuse' });
        if (locked) {
          await this.record({ ...record, action: 'sign-in.lock' });
          await this.raise(
            'SIGN_IN_LOCKED',
            email,
            `Five wrong passwords for ${email} from ${place.address ?? 'somewhere'}`,
          );
        }
      }
      if (slowed) {
        await this.raise(
          'MANY_FAILED_SIGN_INS',
          role === 'admin' ? email : 'users',
          `Many wrong passwords for ${role === 'admin' ? email : 'a user'}: each further attempt without a code waits longer`,
        );
      }
    });
  }

  /** A code, a recovery code or an enrolment code of somebody who is signed in was wrong. */
  async codeRefused(origin: Origin, email: string, { locked }: Refusal): Promise<void> {
    await this.record({ ...origin, action: '2fa.refuse', target: email });
    if (!locked) return;
    await this.record({ ...origin, action: '2fa.lock', target: email });
    await this.raise('SIGN_IN_LOCKED', `codes/${email}`, `Five wrong 2FA codes of ${email}: somebody has the password`);
  }

  private async record(record: AuditRecord): Promise<void> {
    await runInTransaction(this.connection, (session) => this.audit.record(session, record));
  }

  /** One alert an hour for each occasion. */
  private async raise(rule: Finding['rule'], occasion: string, message: string): Promise<void> {
    const now = this.clock.now();
    const key = `${rule}/${occasion}/${now.toISOString().slice(0, HOUR)}`;
    await this.alerts.raise([{ key, rule, message, date: null, slotNumber: null, facts: { occasion } }], now);
  }

  private later(work: () => Promise<void>): void {
    const done = work()
      .catch((error: unknown) => {
        this.metrics.errors.inc({ where: 'security-events' });
        this.log.failure('What was refused could not be recorded', error);
      })
      .finally(() => this.underWay.delete(done));
    this.underWay.add(done);
  }
}
