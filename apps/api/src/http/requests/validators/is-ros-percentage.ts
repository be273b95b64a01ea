import type { ValidationOptions } from 'class-validator';
import { parseRosPercentage } from '#lib/money';
import { byParsing } from './by-parsing.js';

/** A percentage from 0 to 2.2, a JSON number or numeric string. Read it with `parseRosPercentage`. */
export function IsRosPercentage(options?: ValidationOptions): PropertyDecorator {
  return byParsing(
    'isRosPercentage',
    ['number', 'string'],
    'a percentage from 0 to 2.2 with at most 6 decimals, as a number or a numeric string',
    parseRosPercentage,
    options,
  );
}
