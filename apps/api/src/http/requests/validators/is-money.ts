import type { ValidationOptions } from 'class-validator';
import { parseMoney } from '#lib/money';
import { byParsing } from './by-parsing.js';

/** An amount in USDT, a JSON number or numeric string (docs/specification.md 2, Money). Read it with `parseMoney`. */
export function IsMoney(options?: ValidationOptions): PropertyDecorator {
  return byParsing(
    'isMoney',
    ['number', 'string'],
    'an amount of USDT from 0 to 1000000000 with at most 6 decimals, as a number or a numeric string',
    parseMoney,
    options,
  );
}
