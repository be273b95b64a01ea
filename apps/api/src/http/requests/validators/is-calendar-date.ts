import type { ValidationOptions } from 'class-validator';
import { parseCalendarDate } from '#lib/calendar';
import { byParsing } from './by-parsing.js';

/** A real date, `YYYY-MM-DD`. */
export function IsCalendarDate(options?: ValidationOptions): PropertyDecorator {
  return byParsing('isCalendarDate', ['string'], 'a date, YYYY-MM-DD', parseCalendarDate, options);
}
