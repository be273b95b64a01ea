import { Alert, Grid, Group, SimpleGrid, Stack, Table, Text } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf } from '../api/api.js';
import type { Day } from '../api/contract.js';
import { useHealth } from '../api/queries.js';
import { count, percent } from '../shared/amounts.js';
import { DataTable } from '../shared/data-table.jsx';
import { useZoneClock } from '../shared/instant.jsx';
import { Light } from '../shared/light.jsx';
import { LinkButton } from '../shared/links.jsx';
import { Money } from '../shared/money.jsx';
import { Warning } from '../shared/warning.jsx';
import { Empty, Section } from '../shared/page.jsx';
import { StatusBadge } from '../shared/status.jsx';
import { sayDay, type DaySentence } from './say-day.js';
import { SlotTable } from './slot-table.jsx';
import { Timeline } from './timeline.jsx';

const SENTENCE_EVERY_MS = 1_000;
const READINESS_EVERY_MS = 15_000;
/** What waits is worked out anew: stakes come and go. */
const WAITING_EVERY_MS = 30_000;
const COLOURS: Readonly<Record<DaySentence['tone'], string>> = {
  good: 'green',
  bad: 'red',
  busy: 'blue',
  quiet: 'gray',
};

/** How a day stands: one sentence, the line of its hours, its slots, its totals, and what it stands on. */
export function DayOverview({ day, isToday }: { day: Day; isToday: boolean }) {
  const isWaiting = day.distributionSlots.some(({ status }) => status === 'PENDING');
  const waiting = useQuery({
    queryKey: ['waiting', day.today, day.distributionSlots.length],
    enabled: isWaiting,
    staleTime: WAITING_EVERY_MS,
    refetchInterval: WAITING_EVERY_MS,
    queryFn: ({ signal }) =>
      dataOf(
        api.POST('/api/v1/admin/daily-declaration-returns/{date}/preview', {
          params: { path: { date: day.today } },
          body: {},
          signal,
        }),
      ),
  });
  return (
    <Stack>
      <Sentence day={day} />
      {day.warning === undefined ? null : (
        <Warning role="alert">
          <Group justify="space-between" gap="xs">
            <Text size="sm">{day.warning}</Text>
            <LinkButton to="/health" size="compact-md" variant="default">
              What to do
            </LinkButton>
          </Group>
        </Warning>
      )}
      <Grid gap="md">
        <Grid.Col span={{ base: 12, xl: 9 }}>
          <Section title="Slots">
            <Timeline day={day} isToday={isToday} />
            {day.distributionSlots.length === 0 ? (
              <Empty>No slot is queued. Plan the day, and its slots stand here.</Empty>
            ) : (
              <SlotTable day={day} waiting={waiting.data?.distributionSlots ?? []} />
            )}
          </Section>
        </Grid.Col>
        <Grid.Col span={{ base: 12, xl: 3 }}>
          <SimpleGrid cols={{ base: 1, sm: 2, xl: 1 }}>
            <Totals day={day} />
            {isToday ? <Lights date={day.today} /> : null}
          </SimpleGrid>
        </Grid.Col>
      </Grid>
    </Stack>
  );
}

function Sentence({ day }: { day: Day }) {
  const clock = useZoneClock();
  const [now, setNow] = useState(Date.now);
  useInterval(() => setNow(Date.now()), SENTENCE_EVERY_MS, { autoInvoke: true });
  const { tone, text, slotNumber } = sayDay(day, now, clock);
  const date = day.today;
  const owed = day.totals.owed ?? 0;
  return (
    <Alert color={COLOURS[tone]} variant="outline" data-tone={tone} className="sentence">
      <Group justify="space-between" gap="sm">
        <Text fw={600} size="lg" aria-live={tone === 'quiet' ? 'off' : 'polite'}>
          {text}
        </Text>
        <Group gap="xs">
          {tone === 'bad' && slotNumber !== null ? (
            <LinkButton
              to="/days/$date/slots/$slotNumber"
              params={{ date, slotNumber: String(slotNumber) }}
              size="compact-md"
            >
              See why
            </LinkButton>
          ) : null}
          {owed > 0 ? (
            <LinkButton
              to="/days/$date"
              params={{ date }}
              search={{ tab: 'proof' }}
              size="compact-md"
              variant="default"
            >
              What is owed
            </LinkButton>
          ) : null}
          {day.distributionSlots.length === 0 ? (
            <LinkButton to="/plan" search={{ date }} size="compact-md">
              Plan this day
            </LinkButton>
          ) : null}
        </Group>
      </Group>
    </Alert>
  );
}

function Totals({ day }: { day: Day }) {
  const { planned, paid, owed, users } = day.totals;
  const rows = [
    ['Planned', planned],
    ['Paid', paid],
    ['Owed', owed],
  ] as const;
  return (
    <Section title="The day" actions={<StatusBadge status={day.status} />}>
      <DataTable label="Totals">
        {rows.map(([label, amount]) => (
          <Table.Tr key={label}>
            <Table.Th>{label}</Table.Th>
            <Table.Td className="right" data-total={label}>
              <Money amount={amount} />
            </Table.Td>
          </Table.Tr>
        ))}
        <Table.Tr>
          <Table.Th>Users</Table.Th>
          <Table.Td className="right number">{count(users)}</Table.Td>
        </Table.Tr>
        {day.values === null ? null : (
          <Table.Tr>
            <Table.Th>ROS</Table.Th>
            <Table.Td className="right number">{percent(day.values.rosPercentage)}</Table.Td>
          </Table.Tr>
        )}
      </DataTable>
      {day.values?.description ? (
        <Text size="sm" c="dimmed" mt="xs">
          {day.values.description}
        </Text>
      ) : null}
    </Section>
  );
}

/** Worker, Redis, clock and proof: what paying stands on. */
function Lights({ date }: { date: string }) {
  const health = useHealth();
  const { data: ready } = useQuery({
    queryKey: ['ready'],
    refetchInterval: READINESS_EVERY_MS,
    queryFn: () => dataOf(api.GET('/health/ready')),
  });
  const { data: summary } = useQuery({
    queryKey: ['days', date, date],
    queryFn: () => dataOf(api.GET('/api/v1/admin/days', { params: { query: { from: date, to: date } } })),
  });
  const clocks = health?.problems.filter((problem) => /clock/i.test(problem)) ?? [];
  const redis = ready?.dependencies['redis'];
  const proof = proofWords(summary?.days[0]);
  return (
    <Section title="It stands on">
      <Stack gap={6}>
        {health === undefined ? (
          <Light colour="gray" label="Worker: not known yet" />
        ) : (
          <Light
            colour={health.workers > 0 && !health.paused && health.enabled ? 'green' : 'red'}
            label={workerWords(health)}
          />
        )}
        <Light
          colour={redis === undefined ? 'gray' : redis === 'answers' ? 'green' : 'red'}
          label={`Redis: ${redis ?? 'not known yet'}`}
        />
        <Light
          colour={health === undefined ? 'gray' : clocks.length === 0 ? 'green' : 'red'}
          label={clocks[0] ?? 'Clock: as the database has it'}
        />
        <Group justify="space-between" gap="xs">
          <Light colour={proof.colour} label={proof.label} />
          <LinkButton to="/days/$date" params={{ date }} search={{ tab: 'proof' }} size="compact-xs" variant="default">
            Prove
          </LinkButton>
        </Group>
      </Stack>
    </Section>
  );
}

function workerWords({ workers, paused, enabled }: { workers: number; paused: boolean; enabled: boolean }): string {
  if (!enabled) return 'Worker: switched off by configuration';
  if (paused) return 'Worker: paused';
  return workers === 0 ? 'Worker: none is alive' : `Worker: ${workers} alive`;
}

/** A day's last proof, as far as the API tells one. */
function proofWords(summary: unknown): { colour: string; label: string } {
  const holds = (summary as { proof?: { holds?: boolean } | null } | undefined)?.proof?.holds;
  if (holds === undefined) return { colour: 'gray', label: 'Proof: not run yet' };
  return holds ? { colour: 'green', label: 'Proof: the books hold' } : { colour: 'red', label: 'Proof: does not hold' };
}
