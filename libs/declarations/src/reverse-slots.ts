import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Audit } from '#lib/audit';
import { formatMoney } from '#lib/money';
import type { OwedSlot } from '#lib/reconciliation';
import {
  AwaitEnd,
  NotReversedError,
  NothingPaidError,
  PHASES,
  SlotJobs,
  SlotProgressReader,
  SlotStore,
  hasPaid,
  isReversed,
  type Slot,
} from '#lib/slots';
import { DayTransaction, type Change } from './change.js';
import { DeclarationStore } from './declaration-store.js';
import { DistributionFailedError } from './errors.js';
import { PreviewReversal, type ReversalPreview } from './preview-reversal.js';
import { reversalsView, type ReversalsView } from './reversals-view.js';
import { UndatedPools } from './undated-pools.js';

/** What is to be taken back: a slot, what of a date was distributed otherwise, or pools without a date. */
export type ReversalTarget =
  | { readonly kind: 'slot'; readonly date: string; readonly slotNumber: number }
  | { readonly kind: 'runs'; readonly date: string }
  | { readonly kind: 'pool'; readonly id: string };

/** What reversals answer, and whether they have ended. */
export interface Reversing {
  readonly ended: boolean;
  readonly view: ReversalsView;
}

/** Takes back what was paid by mistake, on an admin's word (docs/specification.md 3.7). */
@Injectable()
export class ReverseSlots {
  constructor(
    private readonly transaction: DayTransaction,
    private readonly store: DeclarationStore,
    private readonly slots: SlotStore,
    private readonly pools: UndatedPools,
    private readonly previews: PreviewReversal,
    private readonly progress: SlotProgressReader,
    private readonly enqueueSlots: SlotJobs,
    private readonly awaitEnd: AwaitEnd,
    private readonly audit: Audit,
  ) {}

  /**
   * Says what would be taken back; changes nothing.
   * @throws SlotNotFoundError, PoolNotFoundError, NothingPaidError
   */
  async preview(
    target: ReversalTarget,
    signal?: AbortSignal,
  ): Promise<ReversalPreview & { readonly date: string | null }> {
    const found = await this.transaction.run((session) => this.found(session, target));
    const paid = found.filter(hasPaid);
    if (paid.length === 0 && !found.some(isReversed)) throw new NothingPaidError(nameOf(target));
    return { date: dateOf(target), ...(await this.previews.of(paid, signal)) };
  }

  /**
   * Has everything taken back that stands, and waits for the end; what is taken back already stays so.
   * @param reason in the words of the admin
   * @param waitMs left out: as long as a request does
   * @throws SlotNotFoundError, PoolNotFoundError, SlotStateError, NothingPaidError; DistributionFailedError where it ended
   *   without having taken back what could be
   */
  async reverse(target: ReversalTarget, reason: string, change: Change, waitMs?: number): Promise<Reversing> {
    const asked = await this.request(target, reason, change);
    const { ended, distributions } = await this.awaitEnd.of(
      asked.map(({ _id }) => _id),
      waitMs,
    );
    if (ended) assertTakenBack(distributions);
    return { ended, view: await this.view(target, distributions) };
  }

  /** What a reversal would take back of each slot, as things stand. @throws SlotNotFoundError, PoolNotFoundError */
  async standing(target: ReversalTarget): Promise<readonly OwedSlot[]> {
    const found = await this.transaction.run((session) => this.found(session, target));
    return found.filter(hasPaid).map((slot) => ({
      slot,
      subjects: PHASES.reduce((sum, phase) => sum + (slot.totals?.[phase].count ?? 0), 0),
      amount: slot.totalDistributed,
    }));
  }

  /** As `reverse`, without waiting. @returns the slots as they wait, and those of which all is taken back already */
  async request(target: ReversalTarget, reason: string, change: Change): Promise<readonly Slot[]> {
    const asked = await this.transaction.run(async (session) => {
      const found = await this.touched(session, target);
      const wanted = found.filter((slot) => target.kind === 'slot' || hasPaid(slot) || isReversed(slot));
      if (wanted.length === 0) throw new NothingPaidError(nameOf(target));
      const asked: { slot: Slot; isAsked: boolean }[] = [];
      for (const slot of wanted) asked.push(await this.ask(session, slot, reason, change));
      const slots = asked.map(({ slot }) => slot);
      const runs = asked.some(({ isAsked }) => isAsked);
      await change.remember(session, await this.view(target, slots), runs);
      return asked;
    });
    await this.enqueueSlots.enqueue(asked.flatMap(({ slot, isAsked }) => (isAsked ? slot : [])));
    return asked.map(({ slot }) => slot);
  }

  /**
   * Allows what was taken back to be paid again, by a retry.
   * @throws SlotNotFoundError, PoolNotFoundError, SlotStateError, NotReversedError
   */
  async reinstate(target: ReversalTarget, change: Change): Promise<ReversalsView> {
    return this.transaction.run(async (session) => {
      const found = await this.touched(session, target);
      const wanted = found.filter((slot) => target.kind === 'slot' || isReversed(slot));
      if (wanted.length === 0) throw new NotReversedError(nameOf(target));
      const reinstated: Slot[] = [];
      for (const before of wanted) {
        const slot = await this.slots.reinstate(session, before, change.origin.actor.email);
        await this.audit.record(session, {
          ...change.origin,
          action: 'slot.reinstate',
          ...(slot.date === null ? {} : { date: slot.date }),
          target: slot.key,
          before: { reversedAt: before.reversal?.requestedAt.toISOString() ?? null },
          after: { reversed: slot.reversal?.reversed ?? 0 },
        });
        reinstated.push(slot);
      }
      const view = await this.view(target, reinstated);
      await change.remember(session, view);
      return view;
    });
  }

  private async ask(
    session: ClientSession,
    before: Slot,
    reason: string,
    change: Change,
  ): Promise<{ slot: Slot; isAsked: boolean }> {
    const { approvedBy, origin } = change;
    const asked = await this.slots.requestReversal(session, before, reason, origin.actor.email, approvedBy);
    if (!asked.isAsked) return asked;
    await this.audit.record(session, {
      ...change.origin,
      action: 'slot.reverse',
      ...(before.date === null ? {} : { date: before.date }),
      target: before.key,
      before: {
        status: before.status,
        processedStakes: before.processedStakes,
        totalDistributed: formatMoney(before.totalDistributed),
      },
      after: { reason, reversalRequestedAt: asked.slot.run.requestedAt.toISOString() },
    });
    return asked;
  }

  private async found(session: ClientSession, target: ReversalTarget): Promise<readonly Slot[]> {
    switch (target.kind) {
      case 'slot':
        return [await this.slots.slot(target.date, target.slotNumber, session)];
      case 'runs':
        return (await this.slots.ofDate(target.date, session)).filter(
          ({ kind, status }) => kind !== 'slot' && status !== 'CANCELLED',
        );
      case 'pool':
        return this.pools.distributions(session, target.id);
    }
  }

  /** As `found`, keeping two changes of the same day or pools from both being committed. */
  private async touched(session: ClientSession, target: ReversalTarget): Promise<readonly Slot[]> {
    const found = await this.found(session, target);
    if (target.kind === 'pool') await this.pools.touchOwn(session, target.id);
    else await this.store.touch(session, target.date);
    return found;
  }

  private async view(target: ReversalTarget, slots: readonly Slot[]): Promise<ReversalsView> {
    return reversalsView(dateOf(target), slots, await this.progress.read(slots));
  }
}

/** @throws DistributionFailedError */
function assertTakenBack(slots: readonly Slot[]): void {
  const failed = slots.filter(({ reversal }) => reversal?.outcome === 'FAILED');
  if (failed.length === 0) return;
  const reasons = failed.map(({ key, reversal }) => `${key}: ${reversal?.error ?? 'unknown reason'}`).join('; ');
  throw new DistributionFailedError(
    `The reversal FAILED (${reasons}). What was taken back is taken back; mend what is named and reverse again for the rest.`,
  );
}

function dateOf(target: ReversalTarget): string | null {
  return target.kind === 'pool' ? null : target.date;
}

function nameOf(target: ReversalTarget): string {
  switch (target.kind) {
    case 'slot':
      return `slot ${target.slotNumber} of ${target.date}`;
    case 'runs':
      return `the distributions of ${target.date} by hand or automatically`;
    case 'pool':
      return `the pools ${target.id}`;
  }
}
