import { createHash } from 'node:crypto';
import { canonicalJson } from '#lib/audit';
import { NotAnAmountError } from '#lib/database';
import { formatMoney, formatRate, perPool } from '#lib/money';
import { PHASES, type Slot } from '#lib/slots';

const DOMAIN = 'slot-1\n';

/** What a finished slot says, as its link holds it: what it was, and what it paid. Amounts in USDT, as text. */
export interface ClosedSlotFacts {
  readonly key: string;
  readonly date: string | null;
  readonly slotNumber: number | null;
  readonly status: string;
  readonly reason: string | null;
  readonly scheduledFor: string;
  readonly executedAt: string | null;
  readonly rosPercentage: string;
  readonly premiumPoolAmount: string;
  readonly performancePoolAmount: string;
  readonly processedStakes: number;
  readonly usersProcessed: number;
  readonly totalDistributed: string;
  /** Payouts and their sum by phase. */
  readonly totals: Readonly<Record<string, { readonly count: number; readonly total: string }>> | null;
  readonly errors: number;
}

export function closedSlotFacts(slot: Slot): ClosedSlotFacts {
  const { key, date, slotNumber, status, reason, scheduledFor, executedAt } = slot;
  const amounts = perPool((pool) => textOf(() => formatMoney(slot.pools[pool])));
  return {
    ...{ key, date, slotNumber, status, reason },
    scheduledFor: scheduledFor.toISOString(),
    executedAt: executedAt?.toISOString() ?? null,
    rosPercentage: textOf(() => formatRate(slot.rate)),
    premiumPoolAmount: amounts.premium,
    performancePoolAmount: amounts.performance,
    processedStakes: slot.processedStakes,
    usersProcessed: slot.usersProcessed,
    totalDistributed: textOf(() => formatMoney(slot.totalDistributed)),
    totals: totalsOf(slot),
    errors: slot.errors,
  };
}

function totalsOf(slot: Slot): ClosedSlotFacts['totals'] {
  const totals = readable(() => slot.totals);
  if (totals === null) return null;
  return Object.fromEntries(
    PHASES.map((phase) => [phase, { count: totals[phase].count, total: formatMoney(totals[phase].total) }]),
  );
}

function textOf(read: () => string): string {
  return readable(read) ?? 'not an amount';
}

/** A slot whose document is broken is closed as well. */
function readable<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof NotAnAmountError) return null;
    throw error;
  }
}

export function slotHash(facts: ClosedSlotFacts): string {
  return createHash('sha256').update(DOMAIN).update(canonicalJson(facts)).digest('hex');
}

/** @returns the names of the fields in which two differ */
export function changedFacts(before: ClosedSlotFacts, now: ClosedSlotFacts): string[] {
  const names = Object.keys(now) as (keyof ClosedSlotFacts)[];
  return names.filter((name) => canonicalJson(before[name]) !== canonicalJson(now[name]));
}
