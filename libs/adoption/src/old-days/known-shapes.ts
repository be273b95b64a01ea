import { MappingError } from '../mapping/mapping-error.js';
import type { OldDayDocument, OldSlots } from './read-slots.js';

/**
 * One day that cannot be read is odd and is told; a collection of which none can is of a shape that is not known, and what
 * it says of money must not be left out in silence. Pure.
 * @throws MappingError naming collection, field and an example
 */
export function assertKnownShapes(
  days: readonly OldDayDocument[],
  read: (days: readonly OldDayDocument[]) => OldSlots,
): void {
  const byCollection = new Map<string, OldDayDocument[]>();
  for (const day of days) {
    const { name } = day.collection;
    byCollection.set(name, [...(byCollection.get(name) ?? []), day]);
  }
  for (const [name, own] of byCollection) {
    const { slots, problems } = read(own);
    const [first] = problems;
    if (first === undefined || slots.length > 0 || problems.length < own.length) continue;
    throw new MappingError(
      `${name}: none of its ${own.length} days can be read. In ${first.id}, ${first.field} ${first.reason}. ` +
        'Name the fields in oldDays.days of adopt.config.json (docs/adoption.md).',
    );
  }
}
