import { moneyToNumber, sumMoney } from '#lib/money';
import {
  toReversalView,
  toSlotView,
  type ReversalStatus,
  type ReversalView,
  type Slot,
  type SlotProgress,
  type SlotView,
} from '#lib/slots';

/** What is taken back of a slot, or of several distributions together; money is USDT as a number. */
export interface ReversalsView {
  /** Null for pools without a date. */
  readonly date: string | null;
  readonly reversal: Pick<ReversalView, 'reversed' | 'failed' | 'total' | 'amount'> & {
    readonly status: ReversalStatus;
  };
  readonly slots: readonly (SlotView & { readonly key: string })[];
}

/** The first of these that one of several has is what all of them are. */
const WEIGHT: readonly ReversalStatus[] = ['EXECUTING', 'REQUESTED', 'FAILED', 'COMPLETED', 'REINSTATED'];

/** @param progress by id as text. Pure. */
export function reversalsView(
  date: string | null,
  slots: readonly Slot[],
  progress: ReadonlyMap<string, SlotProgress>,
): ReversalsView {
  const views = slots.flatMap((slot) => toReversalView(slot, progress.get(slot._id.toHexString())?.reversal) ?? []);
  const sum = (field: 'reversed' | 'failed' | 'total'): number => views.reduce((all, view) => all + view[field], 0);
  return {
    date,
    reversal: {
      status: WEIGHT.find((status) => views.some((view) => view.status === status)) ?? 'COMPLETED',
      ...{ reversed: sum('reversed'), failed: sum('failed'), total: sum('total') },
      amount: moneyToNumber(sumMoney(slots.flatMap(({ reversal }) => reversal?.amount ?? []))),
    },
    slots: slots.flatMap((slot) => {
      const own = progress.get(slot._id.toHexString());
      return own === undefined ? [] : [{ ...toSlotView(slot, own), key: slot.key }];
    }),
  };
}
