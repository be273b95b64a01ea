import { Injectable, type PipeTransform } from '@nestjs/common';
import { InvalidDateError, parseCalendarDate, type CalendarDate } from '#lib/calendar';
import { ValidationFailedError } from './errors.js';

const MAX_SLOT_NUMBER = 100;

/** `:date`, a real calendar date `YYYY-MM-DD`. */
@Injectable()
export class CalendarDateParam implements PipeTransform<string, CalendarDate> {
  transform(value: string): CalendarDate {
    try {
      return parseCalendarDate(value);
    } catch (error) {
      if (!(error instanceof InvalidDateError)) throw error;
      throw new ValidationFailedError([{ field: 'date', message: error.message, value }]);
    }
  }
}

/** `:slotNumber`, 1 to 100. */
@Injectable()
export class SlotNumberParam implements PipeTransform<string, number> {
  transform(value: string): number {
    const slotNumber = Number(value);
    if (!/^[1-9]\d{0,2}$/.test(value) || slotNumber > MAX_SLOT_NUMBER) {
      throw new ValidationFailedError([
        { field: 'slotNumber', message: `must be a whole number from 1 to ${MAX_SLOT_NUMBER}`, value },
      ]);
    }
    return slotNumber;
  }
}

/** `:id`, the 24 hexadecimal digits of a document's id. */
@Injectable()
export class IdParam implements PipeTransform<string, string> {
  transform(value: string): string {
    if (!/^[0-9a-fA-F]{24}$/.test(value)) {
      throw new ValidationFailedError([{ field: 'id', message: 'must be 24 hexadecimal digits', value }]);
    }
    return value.toLowerCase();
  }
}

const PIPES: Readonly<Record<string, PipeTransform<string, unknown>>> = {
  date: new CalendarDateParam(),
  slotNumber: new SlotNumberParam(),
  id: new IdParam(),
};

/**
 * Checks the path parameters that are known by name, before a handler's own pipes do.
 * @throws ValidationFailedError
 */
export function assertRouteParams(params: Readonly<Record<string, string | string[] | undefined>>): void {
  for (const [name, value] of Object.entries(params)) {
    if (typeof value === 'string') PIPES[name]?.transform(value, { type: 'param', data: name });
  }
}
