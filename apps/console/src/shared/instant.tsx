import { useSettings } from '../api/queries.js';
import { clockOf, inUtc, type ZoneClock } from './instants.js';

/** The platform's zone; UTC until it is known. */
export function useZoneClock(): ZoneClock {
  return clockOf(useSettings().data?.timeZone.name ?? 'UTC');
}

/** An instant in the platform's zone, UTC where the pointer rests. */
export function Instant({ at, withDate = false }: { at: string | null; withDate?: boolean }) {
  const clock = useZoneClock();
  if (at === null) return <span>–</span>;
  return (
    <time dateTime={at} title={inUtc(at)} className="number">
      {withDate ? `${clock.date(at)} ` : ''}
      {clock.time(at)}
    </time>
  );
}
