import { Alert, Anchor, Button, Code, Grid, List, Stack, Table, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf } from '../api/api.js';
import type { CronStatus } from '../api/contract.js';
import { useSettings } from '../api/queries.js';
import { count } from '../shared/amounts.js';
import { ConfirmDialog, codeOf, keyOf, type Confirmation } from '../shared/confirm-dialog.jsx';
import { DataTable } from '../shared/data-table.jsx';
import { Instant } from '../shared/instant.jsx';
import { duration } from '../shared/instants.js';
import { Light } from '../shared/light.jsx';
import { Empty, Loaded, Page, Section } from '../shared/page.jsx';
import { StatusBadge } from '../shared/status.jsx';

const EVERY_MS = 5_000;

/** Whether slots are executed at their times, in words; pause and resume; workers, queues and versions. */
export function HealthPage() {
  const [changing, setChanging] = useState<'pause' | 'resume' | null>(null);
  const query = useQuery({
    queryKey: ['cron'],
    refetchInterval: EVERY_MS,
    queryFn: () => dataOf(api.GET('/api/v1/admin/cron/status')),
  });
  const paused = query.data?.paused;
  return (
    <Page
      title="Health"
      actions={
        <>
          {/* Bull Board is a page of its own, with a sign-in of its own. */}
          <Anchor href="/admin/queues" size="sm">
            Bull Board
          </Anchor>
          {paused === undefined ? null : (
            <Button
              size="compact-md"
              variant={paused ? 'filled' : 'default'}
              onClick={() => setChanging(paused ? 'resume' : 'pause')}
            >
              {paused ? 'Resume' : 'Pause'}
            </Button>
          )}
        </>
      }
    >
      <Loaded query={query}>{(status) => <Status status={status} />}</Loaded>
      {changing === null ? null : <Switching to={changing} onClose={() => setChanging(null)} />}
    </Page>
  );
}

function Status({ status }: { status: CronStatus }) {
  return (
    <Stack>
      <Alert color={status.healthy ? 'green' : 'red'} variant="outline" role="status">
        <Text fw={600}>
          {status.healthy
            ? 'All is well: slots run at their times.'
            : status.paused
              ? 'Paused: no further slot starts until it is resumed.'
              : 'Something is not well.'}
        </Text>
        {status.problems.length === 0 ? null : (
          <List size="sm">
            {status.problems.map((problem) => (
              <List.Item key={problem}>{problem}</List.Item>
            ))}
          </List>
        )}
      </Alert>
      {status.notices.map((notice) => (
        <Text key={notice} size="sm">
          {notice}
        </Text>
      ))}
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <Workers status={status} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <Queues counts={status.queueCounts} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <Slots title="What comes next" slots={[...status.overdueSlots, ...status.nextSlots]} empty="No slot waits." />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <Versions />
        </Grid.Col>
      </Grid>
    </Stack>
  );
}

function Workers({ status: { workers, now } }: { status: CronStatus }) {
  return (
    <Section title="Workers">
      {workers.length === 0 ? (
        <Empty>
          No worker is alive: nothing is paid until one is started. Start one where it ran (its service or container, or{' '}
          <Code>npm run start:worker</Code>); what is overdue then runs by itself, and nobody is paid twice. If it does
          not start, its log says why.
        </Empty>
      ) : (
        <DataTable
          label="Workers"
          columns={['Worker', 'Last heartbeat', { right: 'Clock off by' }, 'Version', 'Started']}
        >
          {workers.map((worker) => (
            <Table.Tr key={worker.id}>
              <Table.Td>{worker.id}</Table.Td>
              <Table.Td>
                <Light
                  colour={worker.lastSweepError === null ? 'green' : 'red'}
                  label={
                    worker.lastSweepError ??
                    `${duration(Math.max(0, Date.parse(now) - Date.parse(worker.lastHeartbeat)))} ago`
                  }
                />
              </Table.Td>
              <Table.Td className="right number">
                {worker.clockSkewMs === null ? '–' : duration(worker.clockSkewMs)}
              </Table.Td>
              <Table.Td>
                {worker.version}, Node {worker.nodeVersion ?? '–'}
              </Table.Td>
              <Table.Td>
                <Instant at={worker.startedAt} withDate />
              </Table.Td>
            </Table.Tr>
          ))}
        </DataTable>
      )}
    </Section>
  );
}

function Queues({ counts }: { counts: CronStatus['queueCounts'] }) {
  const names = Object.keys(counts ?? {});
  const states = Object.keys(Object.values(counts ?? {})[0] ?? {});
  return (
    <Section title="Queues">
      {counts === null ? (
        <Empty>Redis does not answer. What is queued is in MongoDB, and runs all the same.</Empty>
      ) : (
        <DataTable label="Queues" columns={['Jobs', ...names.map((name) => ({ right: name }))]}>
          {states.map((state) => (
            <Table.Tr key={state}>
              <Table.Td>{state}</Table.Td>
              {names.map((name) => (
                <Table.Td key={name} className="right number">
                  {count(counts[name]?.[state] ?? 0)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </DataTable>
      )}
    </Section>
  );
}

function Slots({ title, slots, empty }: { title: string; slots: CronStatus['nextSlots']; empty: string }) {
  return (
    <Section title={title}>
      {slots.length === 0 ? (
        <Empty>{empty}</Empty>
      ) : (
        <DataTable label={title}>
          {slots.map((slot) => (
            <Table.Tr key={slot.key}>
              <Table.Td>{slot.key}</Table.Td>
              <Table.Td>
                <Instant at={slot.scheduledFor} withDate />
              </Table.Td>
              <Table.Td>
                <StatusBadge status={slot.status} />
              </Table.Td>
            </Table.Tr>
          ))}
        </DataTable>
      )}
    </Section>
  );
}

function Versions() {
  const settings = useSettings().data;
  if (settings === undefined) return null;
  const rows = [
    ['Zone', `${settings.timeZone.name}, ${settings.timeZone.offset}`],
    ['Usual time', settings.defaultDistributionTime],
    ['Cap', `${settings.rosCapPercent} %`],
    ['Grace', `${settings.misfireGraceHours} h`],
    ['Version', `${settings.versions.product}, Node ${settings.versions.node}`],
  ] as const;
  return (
    <Section title="Rules and versions">
      <DataTable label="Rules and versions">
        {rows.map(([label, value]) => (
          <Table.Tr key={label}>
            <Table.Th>{label}</Table.Th>
            <Table.Td>{value}</Table.Td>
          </Table.Tr>
        ))}
      </DataTable>
    </Section>
  );
}

function Switching({ to, onClose }: { to: 'pause' | 'resume'; onClose: () => void }) {
  const queries = useQueryClient();
  const run = (confirmation: Confirmation) => {
    const request = { params: { header: keyOf(confirmation) }, body: codeOf(confirmation) };
    return to === 'pause'
      ? dataOf(api.POST('/api/v1/admin/cron/pause', request))
      : dataOf(api.POST('/api/v1/admin/cron/resume', request));
  };
  const done = (): void => {
    void queries.invalidateQueries({ queryKey: ['cron'] });
    void queries.invalidateQueries({ queryKey: ['day'] });
    onClose();
  };
  const title = to === 'pause' ? 'Pause' : 'Resume';
  return (
    <ConfirmDialog title={title} confirmLabel={title} run={run} onDone={done} onClose={onClose}>
      <Text size="sm">
        {to === 'pause'
          ? 'No further slot starts until it is resumed, whatever restarts in between. A slot that runs goes on to its end.'
          : 'Slots start again at their times; those whose time has passed run at once.'}
      </Text>
    </ConfirmDialog>
  );
}
