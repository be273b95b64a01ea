import { valueAt } from '#lib/database';

/**
 * The instant of a stake's activation: what its document holds at a path of fields, if that is a date. Pure.
 * @param field names with points between, as STAKE_ACTIVATED_AT_FIELD has them
 */
export function activationOf(stake: Readonly<Record<string, unknown>>, field: string): Date | null {
  const value = valueAt(stake, field);
  return value instanceof Date ? value : null;
}
