import {
  formatMoney,
  formatRate,
  fromPoolFields,
  moneyFromMicros,
  perPool,
  rateFromMicros,
  decimalStringToMicros,
  toPoolFields,
  type Money,
  type PerPool,
  type Rate,
} from '#lib/money';
import type { DistributionKind, StoredRules, StoredSlot } from '../slot.schema.js';
import type { Slot, SlotRules } from '../slot.js';

/** How an order came to be: an admin gave it, or it stood already when the database was adopted or migrated. */
type OrderOrigin = 'admin' | 'adoption' | 'migration';

/** What was ordered of a slot or manual run (docs/specification.md 2, "Orders are sealed"). */
export interface Order {
  /** Of the distribution, as hexadecimal digits. */
  readonly distributionId: string;
  readonly key: string;
  readonly kind: DistributionKind;
  readonly date: string | null;
  readonly slotNumber: number | null;
  readonly rate: Rate;
  readonly pools: PerPool<Money>;
  readonly scheduledFor: Date;
  readonly rules: SlotRules;
  /** E-mail address of the admin; null where nobody is known. */
  readonly orderedBy: string | null;
  readonly orderedAt: Date;
  /** The second admin where two are needed. */
  readonly approvedBy: string | null;
  readonly origin: OrderOrigin;
}

type OrderFields = Omit<Order, 'rate' | 'pools' | 'rules' | 'scheduledFor' | 'orderedAt'> & {
  readonly rosPercentage: string;
  readonly premiumPoolAmount: string;
  readonly performancePoolAmount: string;
  readonly scheduledFor: string;
  readonly rules: StoredRules;
  readonly orderedAt: string;
};

/** The order of a slot, as it is accepted or found. */
export function newOrder(
  { _id, key, kind, date, slotNumber, run }: Pick<StoredSlot, '_id' | 'key' | 'kind' | 'date' | 'slotNumber' | 'run'>,
  { rate, pools, scheduledFor, rules }: Pick<Order, 'rate' | 'pools' | 'scheduledFor' | 'rules'>,
  origin: Order['origin'],
): Order {
  return {
    distributionId: _id.toHexString(),
    ...{ key, kind, date, slotNumber, rate, pools, scheduledFor, rules },
    orderedBy: run.requestedBy,
    orderedAt: run.requestedAt,
    approvedBy: run.approvedBy ?? null,
    origin,
  };
}

/**
 * The text that is signed: JSON with its fields in one order, money and percentages as decimal text, instants in UTC.
 * Pure, as all here.
 */
export function orderText(order: Order): string {
  const { ranks, capPercent, timeZone } = order.rules;
  const fields: OrderFields = {
    distributionId: order.distributionId,
    key: order.key,
    kind: order.kind,
    date: order.date,
    slotNumber: order.slotNumber,
    rosPercentage: formatRate(order.rate),
    ...toPoolFields(
      'amount',
      perPool((pool) => formatMoney(order.pools[pool])),
    ),
    scheduledFor: order.scheduledFor.toISOString(),
    rules: { capPercent, ...toPoolFields('ranks', ranks), timeZone },
    orderedBy: order.orderedBy,
    orderedAt: order.orderedAt.toISOString(),
    approvedBy: order.approvedBy,
    origin: order.origin,
  };
  return JSON.stringify(fields);
}

/** An order from a text that was signed, and is therefore one of ours. */
export function orderFromText(text: string): Order {
  const { rosPercentage, scheduledFor, orderedAt, rules, ...fields } = JSON.parse(text) as OrderFields;
  const { premiumPoolAmount, performancePoolAmount, ...plain } = fields;
  const amounts = fromPoolFields('amount', { premiumPoolAmount, performancePoolAmount });
  const { capPercent, timeZone } = rules;
  return {
    ...plain,
    rate: rateFromMicros(micros(rosPercentage)),
    pools: perPool((pool) => moneyFromMicros(micros(amounts[pool]))),
    scheduledFor: new Date(scheduledFor),
    rules: { capPercent, timeZone, ranks: fromPoolFields('ranks', rules) },
    orderedAt: new Date(orderedAt),
  };
}

function micros(text: string): bigint {
  const value = decimalStringToMicros(text);
  if (value === null) throw new RangeError(`A sealed order holds no exact amount: ${text}`);
  return value;
}

/**
 * In what a slot's document says otherwise than its order, in words; none: it is as it was ordered. Its instant may have
 * been moved: nothing is due by it, and nothing paid before the order's own.
 */
export function differencesFromOrder(slot: Slot, order: Order): string[] {
  const compared: readonly (readonly [name: string, ordered: unknown, stands: () => unknown])[] = [
    ['_id', order.distributionId, () => slot._id.toHexString()],
    ['key', order.key, () => slot.key],
    ['kind', order.kind, () => slot.kind],
    ['date', order.date, () => slot.date],
    ['slotNumber', order.slotNumber, () => slot.slotNumber],
    ['rosPercentage', formatRate(order.rate), () => formatRate(slot.rate)],
    ['premiumPoolAmount', formatMoney(order.pools.premium), () => formatMoney(slot.pools.premium)],
    ['performancePoolAmount', formatMoney(order.pools.performance), () => formatMoney(slot.pools.performance)],
    ['rules', JSON.stringify(inOneOrder(order.rules)), () => JSON.stringify(inOneOrder(slot.rules))],
  ];
  return compared.flatMap(([name, ordered, stands]) => {
    const found = valueOrProblem(stands);
    return found === ordered ? [] : [`${name} is ${String(found)}, ordered was ${String(ordered)}`];
  });
}

function inOneOrder({ capPercent, timeZone, ranks }: SlotRules): SlotRules {
  return { capPercent, timeZone, ranks: { premium: ranks.premium, performance: ranks.performance } };
}

function valueOrProblem(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return error instanceof Error ? `unreadable (${error.message})` : 'unreadable';
  }
}
