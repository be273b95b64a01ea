import { Tabs, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Suspense, lazy, useEffect, type ReactNode } from 'react';
import { followEvents } from '../api/event-stream.js';
import { takeDay, useDay, useStreamLostSince, useToday } from '../api/queries.js';
import type { Day } from '../api/contract.js';
import { useZoneClock } from '../shared/instant.jsx';
import { dateAfter, dateInWords } from '../shared/instants.js';
import { LinkButton } from '../shared/links.jsx';
import { Empty, Loaded, Page } from '../shared/page.jsx';
import { DayOverview } from './day-overview.jsx';

const Proof = lazy(async () => ({ default: (await import('./proof.jsx')).Proof }));
const Failures = lazy(async () => ({ default: (await import('./failures.jsx')).Failures }));
const Payouts = lazy(async () => ({ default: (await import('./payouts.jsx')).Payouts }));
const Receipts = lazy(async () => ({ default: (await import('./receipts.jsx')).Receipts }));
const DayAudit = lazy(async () => ({ default: (await import('./day-audit.jsx')).DayAudit }));
const SlotDrawer = lazy(async () => ({ default: (await import('./slot-drawer.jsx')).SlotDrawer }));

/** The start: how today stands, live. */
export function TodayScreen() {
  const date = useToday();
  const query = useDay('today');
  return (
    <Page
      title={date === null ? 'Today' : `Today, ${dateInWords(date)}`}
      actions={
        <LinkButton to="/plan" size="compact-sm" variant="default">
          Plan a day
        </LinkButton>
      }
    >
      <Loaded query={query}>
        {(day) => (
          <LastKnown at={query.dataUpdatedAt}>
            <DayOverview day={day} isToday />
          </LastKnown>
        )}
      </Loaded>
    </Page>
  );
}

/** What is told by the stream, greyed while the stream is lost, with the time it is of. */
function LastKnown({ at, children }: { at: number; children: ReactNode }) {
  const isLost = useStreamLostSince() !== null;
  const clock = useZoneClock();
  return (
    <>
      {isLost ? (
        <Text size="sm" role="status">
          Not live: this is what was last known, at {clock.time(at)}.
        </Text>
      ) : null}
      <div className={isLost ? 'stale' : undefined}>{children}</div>
    </>
  );
}

/** Any day, as Today, with its proof, payouts, receipts and audit trail. */
export function DayScreen() {
  const { date } = useParams({ from: '/days/$date' });
  const { tab = 'overview' } = useSearch({ from: '/days/$date' });
  const navigate = useNavigate();
  const isToday = useToday() === date;
  const query = useDay(date);
  useDayStream(date, !isToday && isMoving(query.data));

  return (
    <Page
      title={`${isToday ? 'Today, ' : ''}${dateInWords(date)}`}
      actions={
        <>
          <Neighbour date={dateAfter(date, -1)} label="Day before" />
          <Neighbour date={dateAfter(date, 1)} label="Day after" />
        </>
      }
    >
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(value) =>
          void navigate({ to: '/days/$date', params: { date }, search: { tab: value as typeof tab } })
        }
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="overview">Overview</Tabs.Tab>
          <Tabs.Tab value="proof">Proof</Tabs.Tab>
          <Tabs.Tab value="failures">Failures</Tabs.Tab>
          <Tabs.Tab value="payouts">Payouts</Tabs.Tab>
          <Tabs.Tab value="receipts">Receipts</Tabs.Tab>
          <Tabs.Tab value="audit">Audit trail</Tabs.Tab>
        </Tabs.List>
        <Suspense>
          <Tabs.Panel value="overview">
            <Loaded query={query}>{(day) => <DayOverview day={day} isToday={isToday} />}</Loaded>
          </Tabs.Panel>
          <Tabs.Panel value="proof">
            <Proof date={date} />
          </Tabs.Panel>
          <Tabs.Panel value="failures">
            <Failures date={date} />
          </Tabs.Panel>
          <Tabs.Panel value="payouts">
            <Payouts date={date} />
          </Tabs.Panel>
          <Tabs.Panel value="receipts">
            <Receipts date={date} />
          </Tabs.Panel>
          <Tabs.Panel value="audit">
            <DayAudit date={date} />
          </Tabs.Panel>
        </Suspense>
      </Tabs>
      <Outlet />
    </Page>
  );
}

/** One slot, in a drawer over its day, with a link of its own. */
export function SlotScreen() {
  const { date, slotNumber } = useParams({ from: '/days/$date/slots/$slotNumber' });
  const number = Number(slotNumber);
  if (!Number.isInteger(number)) return <Empty>{slotNumber} is no number of a slot.</Empty>;
  return (
    <Suspense>
      <SlotDrawer date={date} slotNumber={number} />
    </Suspense>
  );
}

function Neighbour({ date, label }: { date: string; label: string }) {
  return (
    <LinkButton to="/days/$date" params={{ date }} size="compact-sm" variant="default">
      {label}
    </LinkButton>
  );
}

/** Whether anything of a day may change by itself. */
function isMoving(day: Day | undefined): boolean {
  return day?.distributionSlots.some(({ status, run }) => status === 'EXECUTING' || run.state !== 'ENDED') ?? false;
}

/** Today is told by the console's stream; another day by one of its own, while something of it runs. */
function useDayStream(date: string, follow: boolean): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (!follow) return undefined;
    return followEvents(`/api/v1/admin/daily-declaration-returns/${date}/events`, {
      onEvent: (topic, data) => {
        if (topic === 'message') takeDay(queries, data as Day);
      },
      onState: () => undefined,
    });
  }, [date, follow, queries]);
}
