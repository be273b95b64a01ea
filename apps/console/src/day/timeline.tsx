import { useElementSize, useInterval } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { memo, useState } from 'react';
import type { Day, Slot } from '../api/contract.js';
import { useZoneClock } from '../shared/instant.jsx';
import { inUtc } from '../shared/instants.js';
import { statusColour, statusWord } from '../shared/status.jsx';
import { lanesOf } from './lanes.js';

const HOURS = [0, 6, 12, 18, 24];
const HOURS_PER_DAY = 24;
const NOW_EVERY_MS = 15_000;
/** Of a slot's circle, with the gap to the next. */
const CIRCLE_PX = 26;
/** Until it is known how wide the line is. */
const USUAL_WIDTH_PX = 800;

/** A day from 00:00 to 24:00 with its slots at their instants, and how far each is paid. */
export function Timeline({ day, isToday }: { day: Day; isToday: boolean }) {
  const clock = useZoneClock();
  const { ref, width } = useElementSize();
  const [now, setNow] = useState(Date.now);
  useInterval(() => setNow(Date.now()), NOW_EVERY_MS, { autoInvoke: true });
  const slots = day.distributionSlots.filter(({ slotNumber }) => slotNumber !== null);
  const shares = slots.map(({ scheduledFor }) => clock.shareOfDay(scheduledFor));
  const { kind, count, lanes } = lanesOf(shares, CIRCLE_PX / (width || USUAL_WIDTH_PX));
  return (
    <div className="timeline" ref={ref} style={{ ['--lanes' as string]: count }}>
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
      {slots.map(({ slotNumber, status, scheduledFor, progress }, index) => (
        <Mark
          key={slotNumber}
          kind={kind}
          lane={lanes[index] ?? 0}
          at={shares[index] ?? 0}
          date={day.today}
          slotNumber={slotNumber ?? 0}
          status={status}
          time={`${clock.time(scheduledFor)} (${inUtc(scheduledFor)})`}
          percent={status === 'COMPLETED' ? 100 : progress.percent}
        />
      ))}
    </div>
  );
}

interface MarkProps {
  readonly kind: 'circles' | 'strokes';
  readonly lane: number;
  /** Share of the day. */
  readonly at: number;
  readonly date: string;
  readonly slotNumber: number;
  readonly status: Slot['status'];
  readonly time: string;
  readonly percent: number;
}

/** Drawn again only when something of it has changed. */
const Mark = memo(function Mark({ kind, lane, at, date, slotNumber, status, time, percent }: MarkProps) {
  return (
    <Link
      to="/days/$date/slots/$slotNumber"
      params={{ date, slotNumber: String(slotNumber) }}
      className={kind === 'circles' ? 'timeline-slot' : 'timeline-stroke'}
      style={{
        left: share(at),
        ['--lane' as string]: lane,
        ['--slot-colour' as string]: `var(--mantine-color-${statusColour(status)}-6)`,
      }}
      title={`Slot ${slotNumber}, ${time}`}
      aria-label={`Slot ${slotNumber}, ${time}, ${statusWord(status)}, ${percent} %`}
    >
      <i className="timeline-slot-fill" style={{ height: `${percent}%` }} />
      {kind === 'circles' ? <span>{slotNumber}</span> : null}
    </Link>
  );
});

function share(part: number): string {
  return `${(part * 100).toFixed(3)}%`;
}
