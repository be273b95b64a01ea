import { Alert, Button, Drawer, Group, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, bodyOf, dataOf } from '../api/api.js';
import type { SlotDetail } from '../api/contract.js';
import { KEYS } from '../api/queries.js';
import { count, counted, percent } from '../shared/amounts.js';
import { Instant } from '../shared/instant.jsx';
import { duration } from '../shared/instants.js';
import { LinkAnchor } from '../shared/links.jsx';
import { Money } from '../shared/money.jsx';
import { Empty, Loaded, Section } from '../shared/page.jsx';
import { StatusBadge } from '../shared/status.jsx';
import { failureReason } from '../shared/failure-reasons.js';
import { SlotActionDialog, actionLabel } from './slot-actions.jsx';

/** Everything about one slot, and what can be done with it. */
export function SlotDrawer({ date, slotNumber }: { date: string; slotNumber: number }) {
  const navigate = useNavigate();
  const query = useQuery({
    queryKey: KEYS.slot(date, slotNumber),
    queryFn: () =>
      dataOf(
        api.GET('/api/v1/admin/daily-declaration-returns/{date}/slots/{slotNumber}', {
          params: { path: { date, slotNumber } },
        }),
      ),
  });
  return (
    <Drawer
      opened
      onClose={() => void navigate({ to: '/days/$date', params: { date } })}
      position="right"
      size="xl"
      title={`Slot ${slotNumber} of ${date}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Loaded query={query}>{(slot) => <Detail date={date} slotNumber={slotNumber} slot={slot} />}</Loaded>
    </Drawer>
  );
}

function Detail({ date, slotNumber, slot }: { date: string; slotNumber: number; slot: SlotDetail }) {
  return (
    <Stack>
      <Group gap="xs">
        <StatusBadge status={slot.status} />
        {slot.run.state === 'REQUESTED' && slot.run.kind !== 'schedule' ? (
          <Text size="sm">waits to run again: {slot.run.kind}</Text>
        ) : null}
      </Group>
      {slot.error === null ? null : (
        <Alert color="red" variant="outline" role="alert" title={slot.reason ?? undefined}>
          {slot.error}
        </Alert>
      )}
      <Actions date={date} slotNumber={slotNumber} slot={slot} />
      <Section title="What it pays">
        <Facts slot={slot} />
      </Section>
      <SlotFailures date={date} slotNumber={slotNumber} errors={slot.errors} />
      <Section title="Runs">
        <Runs slot={slot} />
      </Section>
      <Section title="Chunks">
        <Chunks slot={slot} />
      </Section>
    </Stack>
  );
}

function Actions({ date, slotNumber, slot }: { date: string; slotNumber: number; slot: SlotDetail }) {
  const [open, setOpen] = useState<string | null>(null);
  const cannot = slot.actions.filter(({ allowed }) => !allowed);
  return (
    <div>
      <Group gap="xs">
        {slot.actions
          .filter(({ allowed }) => allowed)
          .map(({ name }) => (
            <Button
              key={name}
              size="compact-md"
              variant={name === 'retry' ? 'filled' : 'default'}
              onClick={() => setOpen(name)}
            >
              {actionLabel(name)}
            </Button>
          ))}
      </Group>
      {cannot.length === 0 ? null : (
        <Text size="xs" c="dimmed" mt={4}>
          {cannot.map(({ name, why }) => `${actionLabel(name)}: ${why ?? ''}`).join(' · ')}
        </Text>
      )}
      {open === null ? null : (
        <SlotActionDialog action={open} date={date} slotNumber={slotNumber} slot={slot} onClose={() => setOpen(null)} />
      )}
    </div>
  );
}

function Facts({ slot }: { slot: SlotDetail }) {
  const { stakes, progress } = slot;
  const accounted = stakes?.accounted ?? null;
  return (
    <div className="wide" tabIndex={0} role="group" aria-label="What the slot pays">
      <Table highlightOnHover={false} aria-label="What it pays">
        <Table.Tbody>
          <Fact label="Time">
            <Instant at={slot.scheduledFor} withDate />
            {slot.latenessMs === null ? null : `, ${duration(slot.latenessMs)} late`}
            {slot.executionTimeMs === null ? null : `, took ${duration(slot.executionTimeMs)}`}
          </Fact>
          <Fact label="ROS">{percent(slot.rosPercentage)}</Fact>
          <Fact label="Premium pool">
            <Money amount={slot.premiumPoolAmount} />
          </Fact>
          <Fact label="Performance pool">
            <Money amount={slot.performancePoolAmount} />
          </Fact>
          <Fact label="Paid">
            <Money amount={slot.totalDistributed} />
          </Fact>
          <Fact label="Stakes">
            {count(slot.processedStakes)} paid of {count(stakes?.due ?? progress.totalStakes)} due ({progress.percent}{' '}
            %), {counted(slot.usersProcessed, 'user')}
          </Fact>
          {stakes === null ? null : (
            <Fact label="Not due">
              {count(stakes.notDue.activatedLater)} activated later, {count(stakes.notDue.withoutActivation)} without an
              instant of activation, of {counted(stakes.active, 'ACTIVE stake')}
            </Fact>
          )}
          {accounted === null ? null : (
            <Fact label="Of those due">
              {count(accounted.paid)} paid, {count(accounted.capped)} at their cap, {count(accounted.nothing)} round to
              nothing, {count(accounted.failed)} failed, {count(accounted.left)} left ACTIVE
            </Fact>
          )}
          <Fact label="Ordered by">{slot.orderedBy ?? 'the schedule'}</Fact>
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <Table.Tr>
      <Table.Th w={140}>{label}</Table.Th>
      <Table.Td className="number">{children}</Table.Td>
    </Table.Tr>
  );
}

const SHOWN = 20;

function SlotFailures({ date, slotNumber, errors }: { date: string; slotNumber: number; errors: number }) {
  const query = useQuery({
    queryKey: ['slot', date, slotNumber, 'failures', errors],
    queryFn: () =>
      bodyOf(
        api.GET('/api/v1/admin/daily-declaration-returns/{date}/failures', {
          params: { path: { date }, query: { slotNumber, limit: SHOWN } },
        }),
      ),
  });
  if (query.data?.data.failures.length === 0 && errors === 0) return null;
  return (
    <Section
      title="Could not be paid"
      actions={
        <LinkAnchor to="/days/$date" params={{ date }} search={{ tab: 'failures' }} size="sm">
          All of the day
        </LinkAnchor>
      }
    >
      <Loaded query={query}>
        {({ data: { failures }, meta }) =>
          failures.length === 0 ? (
            <Empty>Nothing is left unpaid.</Empty>
          ) : (
            <div className="wide" tabIndex={0} role="group" aria-label="Could not be paid">
              <Table aria-label="Could not be paid">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>User</Table.Th>
                    <Table.Th>Why</Table.Th>
                    <Table.Th className="right">Owed</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {failures.map((failure) => (
                    <Table.Tr key={`${failure.type} ${failure.subjectId}`}>
                      <Table.Td>{failure.email ?? failure.subjectId}</Table.Td>
                      <Table.Td>{failureReason(failure.reason)}</Table.Td>
                      <Table.Td className="right">
                        <Money amount={failure.owed} />
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
              {meta.nextCursor === null ? null : (
                <Text size="xs" c="dimmed">
                  And more: see all of the day.
                </Text>
              )}
            </div>
          )
        }
      </Loaded>
    </Section>
  );
}

function Runs({ slot }: { slot: SlotDetail }) {
  if (slot.runs.length === 0) return <Empty>It has not run yet.</Empty>;
  return (
    <div className="wide" tabIndex={0} role="group" aria-label="Runs">
      <Table aria-label="Runs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Why</Table.Th>
            <Table.Th>Asked by</Table.Th>
            <Table.Th>Began</Table.Th>
            <Table.Th>Ended</Table.Th>
            <Table.Th>Outcome</Table.Th>
            <Table.Th>Worker</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {slot.runs.map((run) => (
            <Table.Tr key={`${run.kind} ${run.requestedAt}`}>
              <Table.Td>{run.kind}</Table.Td>
              <Table.Td>{run.requestedBy ?? 'the schedule'}</Table.Td>
              <Table.Td>
                <Instant at={run.startedAt} />
              </Table.Td>
              <Table.Td>
                <Instant at={run.endedAt} />
              </Table.Td>
              <Table.Td>{run.outcome === null ? '–' : <StatusBadge status={run.outcome} />}</Table.Td>
              <Table.Td>{run.worker ?? '–'}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Chunks({ slot }: { slot: SlotDetail }) {
  if (slot.chunks.length === 0) return <Empty>Nothing is planned in chunks yet.</Empty>;
  return (
    <Table aria-label="Chunks">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Part</Table.Th>
          <Table.Th className="right">Open</Table.Th>
          <Table.Th className="right">Paid</Table.Th>
          <Table.Th className="right">Failed</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {slot.chunks.map(({ phase, OPEN, PAID, FAILED }) => (
          <Table.Tr key={phase}>
            <Table.Td>{phase}</Table.Td>
            <Table.Td className="right number">{count(OPEN)}</Table.Td>
            <Table.Td className="right number">{count(PAID)}</Table.Td>
            <Table.Td className="right number">{count(FAILED)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
