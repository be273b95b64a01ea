import { Injectable } from '@nestjs/common';
import { Accounts } from '#lib/accounts';
import { addDays, daysBetween, type CalendarDate } from '#lib/calendar';
import { SlotProgressReader, SlotStore, type Slot } from '#lib/slots';
import { moneyToNumber, rateToNumber, toPoolFields } from '#lib/money';
import { QualifierCounts } from '#lib/qualifiers';
import { areEmpty, sumValues } from './day-rules.js';
import { daySummary, dayView, type DaySummary, type DayView } from './day-view.js';
import { DeclarationStore } from './declaration-store.js';
import {
  declarationView,
  listedDeclaration,
  totalOf,
  type DeclarationView,
  type ListedDeclaration,
  type QualifiersView,
} from './declaration-view.js';
import type { Declaration, Declared } from './declaration.js';
import { isDistributed } from './parts.js';

/** Days that are held in memory at once, with up to 100 slots each. */
const DAYS_AT_ONCE = 16;

export interface DeclarationList {
  readonly declarations: readonly ListedDeclaration[];
  readonly summary: {
    readonly totalDates: number;
    readonly totalPoolAmount: number;
    readonly totalROSDeclared: number;
    readonly distributedDates: number;
    readonly pendingDates: number;
  };
}

/** Reads declarations and days as the REST contract shows them. */
@Injectable()
export class DeclarationReader {
  constructor(
    private readonly store: DeclarationStore,
    private readonly slots: SlotStore,
    private readonly progress: SlotProgressReader,
    private readonly accounts: Accounts,
    private readonly counts: QualifierCounts,
  ) {}

  /** @throws DeclarationNotFoundError */
  async get(date: string): Promise<DeclarationView> {
    const [declaration, distributions] = await Promise.all([this.store.get(date), this.slots.ofDate(date)]);
    return this.view(declaration, distributions);
  }

  /**
   * A declaration and its distributions, as they are in hand.
   * @param qualifiers to be read before a transaction in which this is asked for
   */
  async view<D extends string | null>(
    declaration: Declared<D>,
    distributions: readonly Slot[],
    qualifiers?: QualifiersView,
  ): Promise<DeclarationView<D>> {
    const [progress, declaredBy, counted] = await Promise.all([
      this.progress.read(distributions),
      this.accounts.byId(declaration.declaredBy),
      qualifiers ?? this.qualifiers(),
    ]);
    return declarationView({ declaration, distributions, progress, declaredBy: declaredBy ?? undefined }, counted);
  }

  /** Who would share the pools now, or some seconds ago. */
  async qualifiers(): Promise<QualifiersView> {
    return toPoolFields('view', await this.counts.recent());
  }

  /** The day's status, live while a slot executes. A day that nobody declared is NOT_QUEUED. */
  async status(date: string): Promise<DayView> {
    const [declaration, distributions] = await Promise.all([this.store.find(date), this.slots.ofDate(date)]);
    return dayView(date, declaration, distributions, await this.progress.read(distributions));
  }

  /** @returns every day from `from` to `to`, both included, in order */
  async days(from: CalendarDate, to: CalendarDate): Promise<DaySummary[]> {
    const days: DaySummary[] = [];
    for (let first = 0; first <= daysBetween(from, to); first += DAYS_AT_ONCE) {
      const count = Math.min(DAYS_AT_ONCE, daysBetween(from, to) + 1 - first);
      const dates = Array.from({ length: count }, (_, index) => addDays(from, first + index));
      days.push(...(await this.summaries(dates)));
    }
    return days;
  }

  private async summaries(dates: readonly CalendarDate[]): Promise<DaySummary[]> {
    const [first, last] = [dates[0], dates.at(-1)];
    if (first === undefined || last === undefined) return [];
    const [declared, byDate] = await Promise.all([this.store.between(first, last), this.slots.ofDates(dates)]);
    const progress = await this.progress.read([...byDate.values()].flat());
    const declarations = new Map(declared.map((declaration) => [declaration.date, declaration]));
    return dates.map((date) =>
      daySummary(dayView(date, declarations.get(date) ?? null, byDate.get(date) ?? [], progress)),
    );
  }

  /** @param includeDistributed false leaves out dates whose every declared part is distributed */
  async list(from: string, to: string, includeDistributed: boolean): Promise<DeclarationList> {
    const all = await this.store.between(from, to);
    const byDate = await this.slots.ofDates(all.map(({ date }) => date));
    const days = all.map((declaration) => ({ declaration, distributions: byDate.get(declaration.date) ?? [] }));
    const shown = includeDistributed ? days : days.filter((day) => !isWhollyDistributed(day));
    const admins = await this.accounts.byIds(shown.map(({ declaration }) => declaration.declaredBy));
    const { rate, pools } = sumValues(shown.map(({ declaration }) => declaration));
    const distributedDates = shown.filter(isWhollyDistributed).length;
    return {
      declarations: shown.map(({ declaration, distributions }) =>
        listedDeclaration(declaration, distributions, admins.get(declaration.declaredBy.toHexString())),
      ),
      summary: {
        totalDates: shown.length,
        totalPoolAmount: moneyToNumber(totalOf(pools)),
        totalROSDeclared: rateToNumber(rate),
        distributedDates,
        pendingDates: shown.length - distributedDates,
      },
    };
  }
}

interface Day {
  readonly declaration: Declaration;
  readonly distributions: readonly Slot[];
}

function isWhollyDistributed({ declaration, distributions }: Day): boolean {
  const { rate, pools } = declaration;
  return (
    (rate === 0n || isDistributed(declaration, distributions, 'ros')) &&
    (areEmpty(pools) || isDistributed(declaration, distributions, 'pools'))
  );
}
