import { Button, Group, Stack, Table, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Suspense, lazy } from 'react';
import { api, dataOf, download } from '../api/api.js';
import type { ReportDay } from '../api/contract.js';
import { useToday } from '../api/queries.js';
import { count, sumOf } from '../shared/amounts.js';
import { DataTable } from '../shared/data-table.jsx';
import { FailureNotice } from '../shared/failure-notice.jsx';
import { dateAfter, duration } from '../shared/instants.js';
import { LinkAnchor } from '../shared/links.jsx';
import { Money, MoneyCell } from '../shared/money.jsx';
import { Empty, Loaded, Page, Section } from '../shared/page.jsx';

const Charts = lazy(async () => ({ default: (await import('./report-charts.jsx')).ReportCharts }));
const DAYS_SHOWN = 30;
const MONTH = /^\d{4}-\d{2}$/;
const MONTH_LENGTH = 'YYYY-MM'.length;
const LONGER_THAN_A_MONTH = 31;

/** What was paid per day, as charts, with the table behind them and as CSV. */
export function ReportsPage() {
  const today = useToday();
  const search = useSearch({ from: '/reports' });
  if (today === null) return <Page title="Reports">{null}</Page>;
  return <Report today={today} from={search.from ?? dateAfter(today, 1 - DAYS_SHOWN)} to={search.to ?? today} />;
}

/** Empty where the days shown are no whole month. */
function monthOf(from: string, to: string): string {
  const month = from.slice(0, MONTH_LENGTH);
  return from === `${month}-01` && to === lastDayOf(month) ? month : '';
}

function lastDayOf(month: string): string {
  return dateAfter(`${dateAfter(`${month}-01`, LONGER_THAN_A_MONTH).slice(0, MONTH_LENGTH)}-01`, -1);
}

function Report({ today, from, to }: { today: string; from: string; to: string }) {
  const navigate = useNavigate();
  const query = useQuery({
    queryKey: ['report', from, to],
    queryFn: async () =>
      (await dataOf(api.GET('/api/v1/admin/reports/daily', { params: { query: { from, to } } }))).days,
  });
  const csv = useMutation({
    mutationFn: () =>
      download(`/api/v1/admin/reports/daily?from=${from}&to=${to}`, 'text/csv', `report-${from}-${to}.csv`),
  });
  const go = (range: { from?: string; to?: string }): void =>
    void navigate({ to: '/reports', search: { from, to, ...range } });
  return (
    <Page
      title="Reports"
      actions={
        <Button size="compact-md" variant="default" loading={csv.isPending} onClick={() => csv.mutate()}>
          CSV
        </Button>
      }
    >
      <Group>
        <TextInput
          label="Month"
          type="month"
          value={monthOf(from, to)}
          max={today.slice(0, MONTH_LENGTH)}
          onChange={({ currentTarget: { value } }) => {
            if (MONTH.test(value)) go({ from: `${value}-01`, to: lastDayOf(value) });
          }}
        />
        <TextInput
          label="From"
          type="date"
          value={from}
          max={to}
          onChange={(event) => go({ from: event.currentTarget.value })}
        />
        <TextInput
          label="To"
          type="date"
          value={to}
          min={from}
          onChange={(event) => go({ to: event.currentTarget.value })}
        />
      </Group>
      <FailureNotice error={csv.error} />
      <Loaded query={query}>
        {(days) =>
          !days.some(hasBegun) ? (
            <Empty>Nothing was paid in these days.</Empty>
          ) : (
            <Stack>
              <Suspense>
                <Charts days={days} />
              </Suspense>
              <Section title="Day by day">
                <Rows days={days} />
              </Section>
            </Stack>
          )
        }
      </Loaded>
    </Page>
  );
}

/** Days on which anything has begun, and what they come to. */
function Rows({ days }: { days: readonly ReportDay[] }) {
  const pools = ({ premiumPool, performancePool }: ReportDay): number => sumOf([premiumPool, performancePool]);
  const sums = [days.map(({ paid }) => paid), days.map(({ ros }) => ros), days.map(pools)].map(sumOf);
  return (
    <DataTable
      label="Day by day"
      columns={[
        'Date',
        { right: 'Paid' },
        { right: 'ROS' },
        { right: 'Pools' },
        { right: 'Taken back' },
        { right: 'Stakes' },
        { right: 'Users' },
        { right: 'Failures' },
        { right: 'Latest by' },
      ]}
      foot={
        <Table.Tr>
          <Table.Th>Together</Table.Th>
          {[...sums, sumOf(days.map(({ reversed }) => reversed))].map((amount, index) => (
            <Table.Th key={index} className="right" data-together={index === 0 ? amount : undefined}>
              <Money amount={amount} />
            </Table.Th>
          ))}
          <Table.Th className="right number">{count(days.reduce((sum, { stakes }) => sum + stakes, 0))}</Table.Th>
          <Table.Td />
          <Table.Th className="right number">{count(days.reduce((sum, { failures }) => sum + failures, 0))}</Table.Th>
          <Table.Td />
        </Table.Tr>
      }
    >
      {days.filter(hasBegun).map((day) => (
        <Table.Tr key={day.date}>
          <Table.Td>
            <LinkAnchor to="/days/$date" params={{ date: day.date }} size="sm">
              {day.date}
            </LinkAnchor>
          </Table.Td>
          {[day.paid, day.ros, pools(day), day.reversed].map((amount, index) => (
            <MoneyCell key={index} amount={amount} />
          ))}
          {[day.stakes, day.users, day.failures].map((number, index) => (
            <Table.Td key={index} className="right number">
              {count(number)}
            </Table.Td>
          ))}
          <Table.Td className="right number">{day.latenessMs === null ? '–' : duration(day.latenessMs)}</Table.Td>
        </Table.Tr>
      ))}
    </DataTable>
  );
}

function hasBegun({ slots }: ReportDay): boolean {
  return slots > 0;
}
