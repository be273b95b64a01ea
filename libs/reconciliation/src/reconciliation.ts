import { Injectable } from '@nestjs/common';
import type { CalendarDate } from '#lib/calendar';
import { toStakesView, perPhase, type Slot } from '#lib/slots';
import { ZERO, moneyToNumber } from '#lib/money';
import { CheckProofs } from '#lib/receipts';
import { DatabaseClock } from '#lib/workers';
import { isExact } from './amounts.js';
import { BalancesCheck } from './check-balances.js';
import { checkCompletion } from './check-completion.js';
import { OrphanEntriesCheck } from './check-orphan-entries.js';
import { OrdersCheck } from './check-orders.js';
import { checkPools } from './check-pools.js';
import { checkPunctuality } from './check-punctuality.js';
import { checkSlotTotals, entriesOf } from './check-slot-totals.js';
import { UniqueEntriesCheck } from './check-unique-entries.js';
import { DaySlots } from './day-slots.js';
import { DIFFERENCES_TOLD, Findings } from './findings.js';
import { MissingPayments } from './missing-payments.js';
import type { CheckResult, ReconciliationReport, SlotLine, OtherServices } from './report.js';
import { ExecutionFactsReader } from './execution-facts-reader.js';
import { SlotFactsReader, type SlotFacts } from './slot-facts.js';

export interface CheckOptions {
  /** How many of the missing are listed; all are counted. 100 when left out. */
  readonly missingTold?: number;
  /** Walks the whole chain of proofs and the whole audit log, not only what belongs to the date. */
  readonly wholeChains?: boolean;
  /** That, and proves every wallet and stake there is, however long the history. */
  readonly whole?: boolean;
  /** Aborted when nobody waits for the report any more: the check ends with an AbortError. */
  readonly signal?: AbortSignal;
}

/**
 * Proves for a date that ledger = wallets = stakes = slot totals, and lists what is missing (docs/architecture.md 4).
 */
@Injectable()
export class Reconciliation {
  constructor(
    private readonly daySlots: DaySlots,
    private readonly facts: SlotFactsReader,
    private readonly uniqueEntries: UniqueEntriesCheck,
    private readonly orphanEntries: OrphanEntriesCheck,
    private readonly balances: BalancesCheck,
    private readonly orders: OrdersCheck,
    private readonly executionFacts: ExecutionFactsReader,
    private readonly missing: MissingPayments,
    private readonly proofs: CheckProofs,
    private readonly clock: DatabaseClock,
  ) {}

  /**
   * Checks the date; it only reads. I2 is proved for all wallets and stakes there are, or, where the history is long, for those
   * that the date has paid; the others for the date. What is being paid meanwhile is seen whole or not at all.
   * @param date in the platform's time zone; pools without a date belong to the date of their instant
   */
  async check(
    date: CalendarDate,
    { missingTold = DIFFERENCES_TOLD, whole = false, wholeChains = whole, signal }: CheckOptions = {},
  ): Promise<ReconciliationReport> {
    const checkedAt = this.clock.now();
    const started = performance.now();
    const slots = await this.daySlots.of(date);
    const facts = await this.readFacts(slots, signal);
    let others: OtherServices = { basis: 'recorded', unexplained: { count: 0, items: [] }, since: null, entries: [] };
    // None waits for another: what takes long is sent to and fro between here and the database.
    const [missing, ...checks] = await Promise.all([
      this.missing.list(
        facts.map(({ slot }) => slot),
        missingTold,
        signal,
      ),
      this.collect('I1', (findings) => this.uniqueEntries.run(slots, findings)),
      this.collect('I2', async (findings) => {
        others = await this.balances.run(findings, { of: whole ? null : { date, slots }, signal });
      }),
      this.collect('I3', async (findings) => {
        findings.checked(facts.length);
        findings.add(...facts.flatMap(checkSlotTotals));
        await this.orphanEntries.run(date, findings);
      }),
      this.collect('I4', (findings) => {
        for (const { checked, differences } of facts.map(checkPools)) {
          findings.checked(checked);
          findings.add(...differences);
        }
      }),
      this.collect('I5', (findings) => {
        findings.checked(facts.length);
        findings.add(...facts.flatMap(checkCompletion));
      }),
      this.collect('I6', async (findings) => {
        findings.checked(slots.length);
        findings.add(...checkPunctuality(slots, await this.executionFacts.read(checkedAt)));
      }),
      this.collect('I7', async (findings) => {
        findings.checked(facts.length);
        for (const slot of facts) findings.add(...(await this.orders.amounts(slot)));
      }),
      this.collect('I8', (findings) => {
        findings.checked(facts.length);
        findings.add(...facts.flatMap(({ slot }) => this.orders.seal(slot)));
      }),
      this.collect('I9', async (findings) => {
        const { checked, problems } = await this.proofs.check(date, slots, { whole: wholeChains, signal });
        findings.checked(checked);
        findings.add(...problems);
      }),
    ]);
    return {
      date,
      holds: checks.every(({ holds }) => holds) && missing.payable === 0 && missing.unreported === 0,
      checkedAt,
      tookMs: Math.round(performance.now() - started),
      checks,
      slots: facts.map(toSlotLine),
      missing,
      others,
    };
  }

  private async readFacts(slots: readonly Slot[], signal?: AbortSignal): Promise<SlotFacts[]> {
    const facts: SlotFacts[] = [];
    for (const { _id } of slots) {
      signal?.throwIfAborted();
      const read = await this.facts.read(_id);
      if (read !== null) facts.push(read);
    }
    return facts;
  }

  private async collect(
    id: CheckResult['id'],
    work: (findings: Findings) => Promise<void> | void,
  ): Promise<CheckResult> {
    const findings = new Findings(id);
    await work(findings);
    return findings.result();
  }
}

function toSlotLine(facts: SlotFacts): SlotLine {
  const { slot } = facts;
  return {
    key: slot.key,
    kind: slot.kind,
    slotNumber: slot.slotNumber,
    status: slot.status,
    reason: slot.reason,
    scheduledFor: slot.scheduledFor,
    processedStakes: slot.processedStakes,
    usersProcessed: slot.usersProcessed,
    totalDistributed: moneyToNumber(slot.totalDistributed),
    errors: slot.errors,
    stakes: toStakesView(slot),
    ledger: perPhase((phase) => {
      const { count, total } = entriesOf(facts, phase);
      return { count, total: moneyToNumber(isExact(total) ? total : ZERO) };
    }),
  };
}
