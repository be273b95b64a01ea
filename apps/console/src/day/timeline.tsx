import { useInterval } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Day } from '../api/contract.js';
import { useZoneClock } from '../shared/instant.jsx';
import { inUtc } from '../shared/instants.js';
import { statusColour, statusWord } from '../shared/status.jsx';

const HOURS = [0, 6, 12, 18, 24];
const HOURS_PER_DAY = 24;
const NOW_EVERY_MS = 15_000;

/** A day from 00:00 to 24:00 with its slots at their instants, and how far each is paid. */
export function Timeline({ day, isToday }: { day: Day; isToday: boolean }) {
  const clock = useZoneClock();
  const [now, setNow] = useState(Date.now);
  useInterval(() => setNow(Date.now()), NOW_EVERY_MS, { autoInvoke: true });
  return (
    <div className="timeline">
      <div className="timeline-axis" />
      {HOURS.map((hour) => (
        <span
          key={hour}
          className="timeline-hour"
          data-edge={hour === 0 ? 'first' : hour === HOURS_PER_DAY ? 'last' : undefined}
          style={{ left: share(hour / HOURS_PER_DAY) }}
        >
          {String(hour).padStart(2, '0')}:00
        </span>
      ))}
      {isToday ? (
        <span
          className="timeline-now"
          title={`now, ${clock.time(now)}`}
          style={{ left: share(clock.shareOfDay(now)) }}
        />
      ) : null}
      {day.distributionSlots.map(({ slotNumber, status, scheduledFor, progress }) =>
        slotNumber === null ? null : (
          <Link
            key={slotNumber}
            to="/days/$date/slots/$slotNumber"
            params={{ date: day.today, slotNumber: String(slotNumber) }}
            className="timeline-slot"
            style={{
              left: share(clock.shareOfDay(scheduledFor)),
              ['--slot-colour' as string]: `var(--mantine-color-${statusColour(status)}-6)`,
            }}
            title={`${clock.time(scheduledFor)} (${inUtc(scheduledFor)})`}
            aria-label={`Slot ${slotNumber}, ${clock.time(scheduledFor)}, ${statusWord(status)}, ${progress.percent} %`}
          >
            <i
              className="timeline-slot-fill"
              style={{ height: `${status === 'COMPLETED' ? 100 : progress.percent}%` }}
            />
            <span>{slotNumber}</span>
          </Link>
        ),
      )}
    </div>
  );
}

function share(part: number): string {
  return `${(part * 100).toFixed(3)}%`;
}
