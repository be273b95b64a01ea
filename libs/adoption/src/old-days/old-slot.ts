import type { CalendarDate } from '#lib/calendar';
import type { Rate } from '#lib/money';

/** A slot of the old system whose time has come. */
export interface OldSlot {
  readonly date: CalendarDate;
  readonly slotNumber: number;
  readonly scheduledFor: Date;
  readonly rate: Rate;
  /** As the old system calls it. */
  readonly status: string;
  readonly executedAt: Date | null;
  readonly collection: string;
  readonly documentId: string;
}

/** Something of the old days that cannot be read, and why it was left alone. */
export interface OldDayProblem {
  readonly collection: string;
  readonly id: string;
  readonly field: string;
  readonly reason: string;
}

/** Which slot of which day. */
export interface SlotPlace {
  /** `YYYY-MM-DD` */
  readonly date: string;
  readonly slotNumber: number;
}

/** `2026-02-13#2` */
export function slotId({ date, slotNumber }: SlotPlace): string {
  return `${date}#${slotNumber}`;
}
