import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Types, type ClientSession, type Model, type QueryFilter } from 'mongoose';
import { AppConfig } from '#lib/config';
import { isDuplicateKey } from '#lib/database';
import { AppLogger, Metrics } from '#lib/observability';
import { ProofHeads, type ProofHead } from '#lib/slots';
import { ALERT_GUIDE, ALERT_SEVERITIES, linkOf, rulesOf, type AlertGuide, type AlertSeverity } from './alert-guide.js';
import type { Finding } from './alert-rules.js';
import { ALERT_RULES, Alert, type AlertRule, type DeliveryStatus } from './alert.schema.js';

/** What a slot that left somebody unpaid is alerted for. */
const OF_FAILURES: readonly AlertRule[] = ['SLOT_FAILED', 'RECORDS_FAILED', 'REVERSAL_INCOMPLETE'];

/** There is no such alert. */
export class AlertNotFoundError extends Error {
  readonly code = 'ALERT_NOT_FOUND';
}

/** An alert as the admin app sees it. */
export interface AlertView extends AlertGuide {
  readonly id: string;
  readonly rule: AlertRule;
  readonly message: string;
  readonly date: string | null;
  readonly slotNumber: number | null;
  readonly facts: Readonly<Record<string, unknown>>;
  /** The path that tells more. */
  readonly link: string;
  /** The newest link of the chain of proofs when it was raised; null: there was none. */
  readonly proof: ProofHead | null;
  readonly raisedAt: Date;
  /** When its cause was gone; null while it is there, or where nothing tells. */
  readonly resolvedAt: Date | null;
  readonly acknowledged: boolean;
  readonly acknowledgedAt: Date | null;
  readonly acknowledgedBy: string | null;
  /** What was noted with it. */
  readonly note: string | null;
  readonly delivery: DeliveryStatus;
}

/** Alerts as they are kept. */
@Injectable()
export class AlertStore {
  constructor(
    @InjectModel(Alert.name) private readonly alerts: Model<Alert>,
    private readonly heads: ProofHeads,
    private readonly config: AppConfig,
    private readonly log: AppLogger,
    private readonly metrics: Metrics,
  ) {}

  /** Raises what was not raised before; whoever finds it first, log line and metric come once. */
  async raise(findings: readonly Finding[], now: Date): Promise<void> {
    if (findings.length === 0) return;
    const proof = await this.heads.read();
    for (const finding of findings) {
      if (!(await this.insert(finding, proof, now))) continue;
      this.metrics.alertsRaised.inc({ rule: finding.rule });
      this.log.write('error', `ALERT ${finding.rule}: ${finding.message}`, {
        ...{ alert: finding.key, proof },
        ...finding.facts,
      });
    }
  }

  /** @returns alerts, the newest first */
  async list(filter: AlertFilter & { limit: number; before?: Types.ObjectId }): Promise<AlertView[]> {
    const alerts = await this.alerts
      .find({ ...queryOf(filter), ...(filter.before === undefined ? {} : { _id: { $lt: filter.before } }) })
      .sort({ _id: -1 })
      .limit(filter.limit)
      .lean<Alert[]>();
    return alerts.map(toView);
  }

  /** @returns how many alerts are open: neither acknowledged nor resolved */
  async countOpen(): Promise<OpenAlerts> {
    const groups = await this.alerts.collection
      .aggregate<{ _id: AlertRule; count: number }>([
        { $match: queryOf({ open: true }) },
        { $group: { _id: '$rule', count: { $sum: 1 } } },
      ])
      .toArray();
    const byRule = Object.fromEntries(groups.map(({ _id, count }) => [_id, Number(count)])) as OpenAlerts['byRule'];
    const bySeverity = ALERT_SEVERITIES.map((severity) => {
      const counts = rulesOf(severity).map((rule) => byRule[rule] ?? 0);
      return [severity, counts.reduce((sum, count) => sum + count, 0)];
    });
    return { byRule, bySeverity: Object.fromEntries(bySeverity) as OpenAlerts['bySeverity'] };
  }

  /** @returns how many alerts are open of each date from `from` to `to`, both included, that has any */
  async countOpenByDate(from: string, to: string): Promise<ReadonlyMap<string, number>> {
    const groups = await this.alerts.collection
      .aggregate<{ _id: string; count: number }>([
        { $match: { ...queryOf({ open: true }), date: { $gte: from, $lte: to } } },
        { $group: { _id: '$date', count: { $sum: 1 } } },
      ])
      .toArray();
    return new Map(groups.map(({ _id, count }) => [_id, Number(count)]));
  }

  /** Notes of what is looked for at every look that its cause is gone. @param still keys of what was found at this look */
  async resolveGone(rules: readonly AlertRule[], still: readonly string[], now: Date): Promise<void> {
    await this.resolve({ rule: { $in: [...rules] }, key: { $nin: [...still] } }, now);
  }

  /** Notes of slots that have paid all in the end that their failures are gone. */
  async resolveOfSlots(distributionIds: readonly string[], now: Date): Promise<void> {
    if (distributionIds.length === 0) return;
    const ids = { $in: [...distributionIds] };
    const rule = { $in: [...OF_FAILURES] };
    await this.resolve({ rule, 'facts.distributionId': ids, met: null }, now);
    // A cause that several slots met is gone with the last of them.
    await this.alerts.updateMany({ rule, 'facts.distributionIds': ids }, { $pull: { 'facts.distributionIds': ids } });
    await this.resolve({ rule, 'facts.distributionIds': { $size: 0 } }, now);
  }

  /** Notes that the cause of one alert is gone; does nothing where it was not raised, or is resolved. */
  async resolveByKey(key: string, now: Date): Promise<void> {
    await this.resolve({ key }, now);
  }

  /** Of those alone that were raised before this look: another process may have seen since what this one has not. */
  private async resolve(which: QueryFilter<Alert>, now: Date): Promise<void> {
    await this.alerts.updateMany(
      { ...which, resolvedAt: null, raisedAt: { $lt: now } },
      { $set: { resolvedAt: now, ...this.toTell(now) } },
    );
  }

  /** @returns those of these distributions for whose failure somebody has acknowledged an alert */
  async acknowledgedOf(distributionIds: readonly string[]): Promise<ReadonlySet<string>> {
    if (distributionIds.length === 0) return new Set();
    const ids = { $in: [...distributionIds] };
    const found = await this.alerts
      .find({
        rule: { $in: [...OF_FAILURES] },
        $or: [{ 'facts.distributionId': ids }, { 'facts.distributionIds': ids }],
        acknowledgedAt: { $ne: null },
      })
      .lean<Alert[]>();
    return new Set(
      found.flatMap(({ facts }) => (facts['distributionIds'] ?? [String(facts['distributionId'])]) as string[]),
    );
  }

  /**
   * Acknowledges an alert; once more changes nothing.
   * @returns the alert, and whether this call acknowledged it @throws AlertNotFoundError
   */
  async acknowledge(
    session: ClientSession,
    id: Types.ObjectId,
    by: string,
    at: Date,
  ): Promise<{ alert: AlertView; changed: boolean }> {
    const changed = await this.note(session, { _id: id }, { by, at, note: null });
    const alert = await this.alerts.findById(id).session(session).lean<Alert>();
    if (alert === null) throw new AlertNotFoundError(`There is no alert ${id.toHexString()}`);
    return { alert: toView(alert), changed: changed === 1 };
  }

  /** Acknowledges all of these alerts, or all of a rule. @returns how many this call acknowledged */
  async acknowledgeMany(
    session: ClientSession,
    { ids, rule }: { ids?: readonly Types.ObjectId[] | undefined; rule?: AlertRule | undefined },
    acknowledgement: Acknowledgement,
  ): Promise<number> {
    const which = { ...(ids === undefined ? {} : { _id: { $in: [...ids] } }), ...(rule === undefined ? {} : { rule }) };
    return this.note(session, which, acknowledgement);
  }

  private async note(
    session: ClientSession,
    which: QueryFilter<Alert>,
    { by, at, note }: Acknowledgement,
  ): Promise<number> {
    const { modifiedCount } = await this.alerts.updateMany(
      { ...which, acknowledgedAt: null },
      { $set: { acknowledgedAt: at, acknowledgedBy: by, ...(note === null ? {} : { note }) } },
      { session },
    );
    return modifiedCount;
  }

  /** What has come back after it was gone is raised again. @returns whether this call did so */
  private async reopen(
    { _id, resolvedAt = null }: Alert,
    finding: Finding,
    proof: ProofHead | null,
    now: Date,
  ): Promise<boolean> {
    if (resolvedAt === null) return false;
    const { message, facts } = finding;
    const { modifiedCount } = await this.alerts.updateOne(
      { _id, resolvedAt },
      { $set: { message, facts, ...raisedNow(proof, now), ...this.toTell(now) } },
    );
    return modifiedCount === 1;
  }

  /**
   * A slot meets a cause of which an alert tells: it is told of there, and raised again only where nobody looks at it any more,
   * since it was acknowledged or gone. @returns whether it was raised
   */
  private async join(
    { _id, resolvedAt = null, acknowledgedAt, met: occasions, facts: before }: Alert,
    { slotNumber, message, facts, ...finding }: MetFinding,
    proof: ProofHead | null,
    now: Date,
  ): Promise<boolean> {
    const occasion = occasionOf(finding.met);
    if (occasions?.includes(occasion) === true) return false;
    const isOpen = resolvedAt === null && acknowledgedAt === null;
    const { slots: met = [], distributionIds: ids = [] } = (resolvedAt === null ? before : {}) as MetFacts;
    const slots = [...new Set([...met, finding.met.slot])];
    const distributionIds = [...new Set([...ids, finding.met.distributionId])];
    const more = distributionIds.length - 1;
    const told = {
      message:
        more === 0
          ? message
          : `${message} (and ${more === 1 ? '1 more slot' : `${more} more slots`} of ${finding.date ?? ''})`,
      slotNumber: more === 0 ? slotNumber : null,
      facts: { ...facts, slots, distributionIds },
    };
    // Only upon what was read: whoever else joins meanwhile is seen at the next look.
    const { modifiedCount } = await this.alerts.updateOne(
      { _id, met: occasions ?? null, resolvedAt, acknowledgedAt },
      {
        $set: { ...told, ...(isOpen ? {} : { ...raisedNow(proof, now), ...this.toTell(now) }) },
        $push: { met: occasion },
      },
    );
    return modifiedCount === 1 && !isOpen;
  }

  /** The webhook hears of it, again. */
  private toTell(now: Date): Partial<Pick<Alert, 'delivery' | 'deliveryAttempts' | 'nextDeliveryAt'>> {
    return this.config.alertWebhookUrl === '' ? {} : { delivery: 'pending', deliveryAttempts: 0, nextDeliveryAt: now };
  }

  private async insert(finding: Finding, proof: ProofHead | null, now: Date): Promise<boolean> {
    const deliver = this.config.alertWebhookUrl !== '';
    const known = await this.alerts.findOne({ key: finding.key }).lean<Alert>();
    if (known !== null) {
      return isMet(finding) ? this.join(known, finding, proof, now) : this.reopen(known, finding, proof, now);
    }
    try {
      await this.alerts.collection.insertOne({
        ...toStored(finding),
        ...raisedNow(proof, now),
        delivery: deliver ? 'pending' : 'none',
        deliveryAttempts: 0,
        nextDeliveryAt: deliver ? now : null,
        deliveryError: null,
      });
      return true;
    } catch (error) {
      // Another process found it in the same moment.
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }
}

/** How many alerts are open. */
export interface OpenAlerts {
  /** Only of rules that have any. */
  readonly byRule: Readonly<Partial<Record<AlertRule, number>>>;
  readonly bySeverity: Readonly<Record<AlertSeverity, number>>;
}

/** Which alerts; what is left out does not matter. */
export interface AlertFilter {
  readonly acknowledged?: boolean | undefined;
  readonly rule?: AlertRule | undefined;
  readonly severity?: AlertSeverity | undefined;
  readonly date?: string | undefined;
  /** Neither acknowledged nor resolved. */
  readonly open?: boolean | undefined;
}

/** Who has taken notice, when, and what was noted with it. */
export interface Acknowledgement {
  readonly by: string;
  readonly at: Date;
  readonly note: string | null;
}

/** What an alert has whenever it is raised. Pure. */
function raisedNow(proof: ProofHead | null, now: Date) {
  return { proof, raisedAt: now, resolvedAt: null, acknowledgedAt: null, acknowledgedBy: null };
}

/** Of the facts of a cause that several slots met. */
interface MetFacts {
  readonly slots?: readonly string[];
  /** Of those that are not whole yet. */
  readonly distributionIds?: readonly string[];
}

type MetFinding = Finding & Required<Pick<Finding, 'met'>>;

function isMet(finding: Finding): finding is MetFinding {
  return finding.met !== undefined;
}

function occasionOf({ slot, attempt }: MetFinding['met']): string {
  return `${slot}/${attempt}`;
}

function toStored({ met, ...finding }: Finding) {
  if (met === undefined) return finding;
  const facts = { ...finding.facts, slots: [met.slot], distributionIds: [met.distributionId] };
  return { ...finding, facts, met: [occasionOf(met)] };
}

function queryOf({ acknowledged, rule, severity, date, open }: AlertFilter): QueryFilter<Alert> {
  const isOpen = { acknowledgedAt: null, resolvedAt: null };
  return {
    ...(acknowledged === undefined ? {} : { acknowledgedAt: acknowledged ? { $ne: null } : null }),
    ...(rule === undefined && severity === undefined ? {} : { rule: { $in: rulesAsked(rule, severity) } }),
    ...(date === undefined ? {} : { date }),
    ...(open === undefined ? {} : open ? { $and: [isOpen] } : { $nor: [isOpen] }),
  };
}

function rulesAsked(rule: AlertRule | undefined, severity: AlertSeverity | undefined): AlertRule[] {
  const rules = rule === undefined ? [...ALERT_RULES] : [rule];
  return severity === undefined ? rules : rules.filter((one) => ALERT_GUIDE[one].severity === severity);
}

export function toView(alert: Alert): AlertView {
  return {
    id: alert._id.toHexString(),
    rule: alert.rule,
    ...ALERT_GUIDE[alert.rule],
    message: alert.message,
    date: alert.date,
    slotNumber: alert.slotNumber,
    facts: alert.facts,
    link: linkOf(alert),
    proof: alert.proof ?? null,
    raisedAt: alert.raisedAt,
    resolvedAt: alert.resolvedAt ?? null,
    acknowledged: alert.acknowledgedAt !== null,
    acknowledgedAt: alert.acknowledgedAt,
    acknowledgedBy: alert.acknowledgedBy,
    note: alert.note ?? null,
    delivery: alert.delivery,
  };
}
