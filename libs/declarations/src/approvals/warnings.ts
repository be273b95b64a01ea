import { formatMoney, type Money } from '#lib/money';
import { USUAL_DAYS, isFarAbove, isFarBelow } from '#lib/slots';

/** What is asked of limits and habit before something is paid. Amounts are USDT. */
export interface WarningFacts {
  readonly date: string;
  /** What would be paid, and what the date has paid already. */
  readonly total: Money;
  readonly paid: Money;
  /** Null where nothing needs a second admin. */
  readonly approvalAbove: Money | null;
  readonly dayLimit: Money | null;
  /** The median of the days before; null where too few have paid. */
  readonly usual: Money | null;
  /** In thousandths; null where it is not looked at. */
  readonly factor: number | null;
  readonly isAskerAmong: boolean;
}

/** What is to be known before it is queued, in sentences (docs/specification.md 3.2). Pure. */
export function warningsOf(facts: WarningFacts): string[] {
  const { date, total, approvalAbove, dayLimit, isAskerAmong } = facts;
  const ofDay = (total + facts.paid) as Money;
  return [
    ...(approvalAbove !== null && total > approvalAbove
      ? [
          `This would pay ${formatMoney(total)} USDT, more than APPROVAL_ABOVE (${formatMoney(approvalAbove)} USDT): another admin has to approve it.`,
        ]
      : []),
    ...(dayLimit !== null && ofDay > dayLimit
      ? [
          `${date} would pay ${formatMoney(ofDay)} USDT in all, more than DAY_LIMIT (${formatMoney(dayLimit)} USDT): it will be refused.`,
        ]
      : []),
    ...farFromUsual(ofDay, facts),
    ...(isAskerAmong ? ['You would be among those who receive.'] : []),
  ];
}

function farFromUsual(ofDay: Money, { date, usual, factor }: WarningFacts): string[] {
  if (usual === null || factor === null || ofDay === 0n) return [];
  const isMore = isFarAbove(ofDay, usual, factor);
  if (!isMore && !isFarBelow(ofDay, usual, factor)) return [];
  const how = isMore ? `more than ${factor / 1_000} times` : `less than 1/${factor / 1_000} of`;
  return [
    `${date} would pay ${formatMoney(ofDay)} USDT, ${how} what days of the last ${USUAL_DAYS} usually paid (${formatMoney(usual)} USDT).`,
  ];
}
