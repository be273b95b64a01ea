import { Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { api, dataOf } from '../api/api.js';
import type { DaySummary } from '../api/contract.js';
import { useToday } from '../api/queries.js';
import { percent } from '../shared/amounts.js';
import { dateAfter } from '../shared/instants.js';
import { LinkButton } from '../shared/links.jsx';
import { InlineMoney } from '../shared/money.jsx';
import { Loaded, Page } from '../shared/page.jsx';
import { StatusBadge } from '../shared/status.jsx';
import { Declarations } from './declarations.jsx';

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const DAYS_PER_WEEK = WEEKDAYS.length;
/** More than any month has. */
const PAST_MONTH_END = 32;

/** A month with how each day stands; what is declared for the days ahead beneath. */
export function CalendarPage() {
  const today = useToday();
  const { month = today?.slice(0, 7) } = useSearch({ from: '/calendar' });
  if (month === undefined || today === null) return <Page title="Calendar">{null}</Page>;
  return <Month month={month} today={today} />;
}

function Month({ month, today }: { month: string; today: string }) {
  const from = `${month}-01`;
  const next = dateAfter(from, PAST_MONTH_END).slice(0, 7);
  const to = dateAfter(`${next}-01`, -1);
  const query = useQuery({
    queryKey: ['days', from, to],
    queryFn: () => dataOf(api.GET('/api/v1/admin/days', { params: { query: { from, to } } })),
  });
  const title = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${from}T00:00:00Z`),
  );
  return (
    <Page
      title={title}
      actions={
        <>
          <LinkButton
            to="/calendar"
            search={{ month: dateAfter(from, -1).slice(0, 7) }}
            size="compact-sm"
            variant="default"
          >
            Month before
          </LinkButton>
          <LinkButton to="/calendar" search={{ month: next }} size="compact-sm" variant="default">
            Month after
          </LinkButton>
        </>
      }
    >
      <Loaded query={query}>
        {({ days }) => (
          <div className="month">
            {WEEKDAYS.map((weekday) => (
              <Text key={weekday} size="xs" c="dimmed" className="month-weekday">
                {weekday}
              </Text>
            ))}
            {Array.from({ length: weekdayOf(from) }, (_, index) => (
              <span key={index} className="month-blank" />
            ))}
            {days.map((day) => (
              <DayCell key={day.date} day={day} isToday={day.date === today} />
            ))}
          </div>
        )}
      </Loaded>
      <Declarations today={today} />
    </Page>
  );
}

function DayCell({ day, isToday }: { day: Omit<DaySummary, 'proof'>; isToday: boolean }) {
  const { date, status, values, planned, paid, owed, openAlerts } = day;
  return (
    <Link to="/days/$date" params={{ date }} className="month-day" aria-current={isToday ? 'date' : undefined}>
      <Group justify="space-between" gap={4}>
        <Text span fw={600} size="sm">
          {Number(date.slice(-2))}
        </Text>
        {status === 'NOT_QUEUED' && values === null ? null : <StatusBadge status={status} />}
      </Group>
      {values === null ? null : <div>{percent(values.rosPercentage)}</div>}
      {paid > 0 ? (
        <div>
          paid <InlineMoney amount={paid} />
        </div>
      ) : planned !== null && planned > 0 ? (
        <div>
          planned <InlineMoney amount={planned} />
        </div>
      ) : null}
      {(owed ?? 0) > 0 ? (
        <div>
          owed <InlineMoney amount={owed ?? 0} />
        </div>
      ) : null}
      {openAlerts > 0 ? <div>{openAlerts === 1 ? '1 alert open' : `${openAlerts} alerts open`}</div> : null}
    </Link>
  );
}

/** Monday 0 to Sunday 6. */
function weekdayOf(date: string): number {
  return (new Date(`${date}T00:00:00Z`).getUTCDay() + DAYS_PER_WEEK - 1) % DAYS_PER_WEEK;
}
