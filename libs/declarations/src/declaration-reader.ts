import { Injectable } from '@nestjs/common';
import { Accounts } from '#lib/accounts';
import { SlotProgressReader, SlotStore, type Slot } from '#lib/slots';
import { moneyToNumber, rateToNumber, toPoolFields } from '#lib/money';
import { QualifierCounts } from '#lib/qualifiers';
import { areEmpty, sumValues } from './day-rules.js';
import { dayView, type DayView } from './day-view.js';
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
