/**
 * The instant of a stake's activation: what its document holds at a path of fields, if that is a date. Pure.
 * @param field names with points between, as STAKE_ACTIVATED_AT_FIELD has them
 */
export function activationOf(stake: Readonly<Record<string, unknown>>, field: string): Date | null {
  let value: unknown = stake;
  for (const name of field.split('.')) {
    if (typeof value !== 'object' || value === null) return null;
    value = (value as Record<string, unknown>)[name];
  }
  return value instanceof Date ? value : null;
}
