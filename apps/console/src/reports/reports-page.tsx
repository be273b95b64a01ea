import { Button, Group, Stack, Table, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Suspense, lazy } from 'react';
import { api, dataOf, download } from '../api/api.js';
import type { ReportDay } from '../api/contract.js';
import { useToday } from '../api/queries.js';
import { count } from '../shared/amounts.js';
import { DataTable } from '../shared/data-table.jsx';
import { FailureNotice } from '../shared/failure-notice.jsx';
import { dateAfter, duration } from '../shared/instants.js';
import { LinkAnchor } from '../shared/links.jsx';
import { Money } from '../shared/money.jsx';
import { Empty, Loaded, Page, Section } from '../shared/page.jsx';

const Charts = lazy(async () => ({ default: (await import('./report-charts.jsx')).ReportCharts }));
const DAYS_SHOWN = 30;

/** What was paid per day, as charts, with the table behind them and as CSV. */
export function ReportsPage() {
  const today = useToday();
  const search = useSearch({ from: '/reports' });
  if (today === null) return <Page title="Reports">{null}</Page>;
  return <Report from={search.from ?? dateAfter(today, 1 - DAYS_SHOWN)} to={search.to ?? today} />;
}

function Report({ from, to }: { from: string; to: string }) {
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
          days.every(({ paid }) => paid === 0) ? (
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

function Rows({ days }: { days: readonly ReportDay[] }) {
  return (
    <DataTable
      label="Day by day"
      columns={[
        'Date',
        { right: 'Paid' },
        { right: 'ROS' },
        { right: 'Pools' },
        { right: 'Stakes' },
        { right: 'Users' },
        { right: 'Failures' },
        { right: 'Latest by' },
      ]}
    >
      {days
        .filter(({ paid }) => paid > 0)
        .map((day) => (
          <Table.Tr key={day.date}>
            <Table.Td>
              <LinkAnchor to="/days/$date" params={{ date: day.date }} size="sm">
                {day.date}
              </LinkAnchor>
            </Table.Td>
            {[day.paid, day.ros, day.premiumPool + day.performancePool].map((amount, index) => (
              <Table.Td key={index} className="right">
                <Money amount={amount} />
              </Table.Td>
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
