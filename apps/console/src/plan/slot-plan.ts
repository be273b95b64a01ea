import type { PlanBody } from '../api/contract.js';

/** A slot as it is typed. */
export interface TypedSlot {
  /** For React. */
  readonly id: number;
  readonly time: string;
  readonly ros: string;
  readonly premium: string;
  readonly performance: string;
}

/** A day as it is typed. */
export interface TypedPlan {
  readonly date: string;
  readonly kind: 'single' | 'slots';
  readonly ros: string;
  readonly premium: string;
  readonly performance: string;
  readonly poolsBySlot: boolean;
  readonly description: string;
  readonly time: string;
  readonly slots: readonly TypedSlot[];
}

const MILLIONTHS = 1_000_000;
const TIME = /^\d{2}:\d{2}(:\d{2})?$/;
const MINUTES_PER_HOUR = 60;

/** The request of what is typed; null while it is not yet one. Pure. @param first the number of its first slot */
export function planBody(plan: TypedPlan, first = 1): PlanBody | null {
  const description = plan.description.trim();
  const described = description === '' ? {} : { description };
  const pools = { premiumPoolAmount: orZero(plan.premium), performancePoolAmount: orZero(plan.performance) };
  if (plan.kind === 'single') {
    if (plan.ros.trim() === '' || (plan.time !== '' && !TIME.test(plan.time))) return null;
    return {
      rosPercentage: plan.ros,
      ...pools,
      ...described,
      ...(plan.time === '' ? {} : { scheduledFor: plan.time }),
    };
  }
  if (plan.slots.length === 0 || plan.slots.some(({ time, ros }) => !TIME.test(time) || ros.trim() === '')) return null;
  const ofSlot = ({ premium, performance }: TypedSlot) =>
    plan.poolsBySlot ? { premiumPoolAmount: orZero(premium), performancePoolAmount: orZero(performance) } : {};
  return {
    multiSlotEnabled: true,
    ...(plan.poolsBySlot ? sumsOf(plan.slots) : pools),
    ...described,
    distributionSlots: plan.slots.map((slot, index) => ({
      slotNumber: first + index,
      rosPercentage: slot.ros,
      scheduledFor: slot.time,
      ...ofSlot(slot),
    })),
  };
}

/**
 * N slots, evenly from one time to another, whose percentages add up to a whole, to the last millionth.
 * @param from `09:00`
 * @param total percent
 */
export function spreadSlots(count: number, from: string, to: string, total: string): TypedSlot[] {
  const first = minutesOf(from);
  const step = count > 1 ? (minutesOf(to) - first) / (count - 1) : 0;
  const whole = Math.round(Number(total) * MILLIONTHS);
  const each = Math.floor(whole / count);
  return Array.from({ length: count }, (_, index) => ({
    id: index,
    time: timeOf(Math.round(first + step * index)),
    ros: String((each + (index < whole - each * count ? 1 : 0)) / MILLIONTHS),
    premium: '',
    performance: '',
  }));
}

/** What the slots add up to, in percent. */
export function rosOf(slots: readonly TypedSlot[]): number {
  return sum(slots.map(({ ros }) => ros));
}

function sumsOf(slots: readonly TypedSlot[]): { premiumPoolAmount: number; performancePoolAmount: number } {
  return {
    premiumPoolAmount: sum(slots.map(({ premium }) => premium)),
    performancePoolAmount: sum(slots.map(({ performance }) => performance)),
  };
}

/** Exact to the millionth. */
function sum(values: readonly string[]): number {
  return values.reduce((total, value) => total + Math.round(Number(value) * MILLIONTHS), 0) / MILLIONTHS;
}

function orZero(value: string): string {
  return value.trim() === '' ? '0' : value;
}

function minutesOf(time: string): number {
  const [hours = '0', minutes = '0'] = time.split(':');
  return Number(hours) * MINUTES_PER_HOUR + Number(minutes);
}

function timeOf(minutes: number): string {
  const parts = [Math.floor(minutes / MINUTES_PER_HOUR), minutes % MINUTES_PER_HOUR];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}
