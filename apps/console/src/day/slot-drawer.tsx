import { Alert, Button, Code, Drawer, Group, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, bodyOf, dataOf } from '../api/api.js';
import type { SlotDetail } from '../api/contract.js';
import { KEYS } from '../api/queries.js';
import { count, counted, percent, usdt } from '../shared/amounts.js';
import { DataTable } from '../shared/data-table.jsx';
import { Instant } from '../shared/instant.jsx';
import { duration } from '../shared/instants.js';
import { LinkAnchor } from '../shared/links.jsx';
import { Money, MoneyCell } from '../shared/money.jsx';
import { Empty, Loaded, Section } from '../shared/page.jsx';
import { StatusBadge } from '../shared/status.jsx';
import { failureReason, withoutCode } from '../shared/failure-reasons.js';
import { SlotActionDialog, actionLabel } from './slot-actions.jsx';

const CLOSING_EVERY_MS = 1_000;

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
    // The day's stream does not tell of the receipts that follow an end.
    refetchInterval: ({ state }) => (state.data?.closing === true ? CLOSING_EVERY_MS : false),
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
          <Text size="sm">
            waits to run again: {slot.run.kind}
            {slot.run.notBefore === null ? null : (
              <>
                , not before <Instant at={slot.run.notBefore} withDate />
              </>
            )}
          </Text>
        ) : null}
      </Group>
      {slot.error === null ? null : (
        <Alert color="red" variant="outline" role="alert" title={slot.reason ?? undefined}>
          {withoutCode(slot.error)}
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
              {actionLabel(name, slot)}
            </Button>
          ))}
      </Group>
      {cannot.length === 0 ? null : (
        <Text component="details" size="xs" c="dimmed" mt={4}>
          <summary>What cannot be done now, and why</summary>
          {cannot.map(({ name, why }) => (
            <div key={name}>
              {actionLabel(name, slot)}: {why}
            </div>
          ))}
        </Text>
      )}
      {open === null ? null : (
        <SlotActionDialog action={open} date={date} slotNumber={slotNumber} slot={slot} onClose={() => setOpen(null)} />
      )}
    </div>
  );
}

const REVERSAL_WORDS = {
  REQUESTED: 'waits',
  EXECUTING: 'being taken back',
  COMPLETED: 'done',
  FAILED: 'stopped',
  REINSTATED: 'reinstated',
} as const;

function Facts({ slot }: { slot: SlotDetail }) {
  const { stakes, progress } = slot;
  const accounted = stakes?.accounted ?? null;
  return (
    <DataTable label="What it pays">
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
        {count(slot.processedStakes)} paid of {count(stakes?.due ?? progress.totalStakes)} due ({progress.percent} %),{' '}
        {counted(slot.usersProcessed, 'user')}
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
          {accounted.joined === 0 ? null : `; ${count(accounted.joined)} of them joined after planning`}
        </Fact>
      )}
      <Fact label="Ordered by">
        {slot.orderedBy ?? 'the schedule'}
        {slot.approvedBy === null ? null : `, approved by ${slot.approvedBy}`}
      </Fact>
      {slot.reversal === null ? null : (
        <Fact label="Taken back">
          <span data-reversal={slot.reversal.status}>
            {count(slot.reversal.reversed)} of {counted(slot.reversal.total, 'payout')}, {usdt(slot.reversal.amount)}:{' '}
            {REVERSAL_WORDS[slot.reversal.status]}
            {slot.reversal.failed > 0 ? `, ${count(slot.reversal.failed)} could not be` : ''}; because{' '}
            {slot.reversal.reason}
          </span>
        </Fact>
      )}
      {slot.receipt === null ? null : (
        <Fact label="Receipt root">
          <Code className="hash" data-root={slot.receipt.root}>
            {slot.receipt.root}
          </Code>{' '}
          over {counted(slot.receipt.entries, 'entry', 'entries')}, link {slot.receipt.seq} of the chain
          {slot.closing ? ', from before its last run; it is being closed anew' : null}
        </Fact>
      )}
    </DataTable>
  );
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <Table.Tr>
      <Table.Th className="fact">{label}</Table.Th>
      <Table.Td>{children}</Table.Td>
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
            <>
              <DataTable label="Could not be paid" columns={['User', 'Why', { right: 'Owed' }]}>
                {failures.map((failure) => (
                  <Table.Tr key={`${failure.type} ${failure.subjectId}`}>
                    <Table.Td>{failure.email ?? failure.subjectId}</Table.Td>
                    <Table.Td>{failureReason(failure.reason)}</Table.Td>
                    <MoneyCell amount={failure.owed} />
                  </Table.Tr>
                ))}
              </DataTable>
              {meta.nextCursor === null ? null : (
                <Text size="xs" c="dimmed">
                  And more: see all of the day.
                </Text>
              )}
            </>
          )
        }
      </Loaded>
    </Section>
  );
}

function Runs({ slot }: { slot: SlotDetail }) {
  if (slot.runs.length === 0) return <Empty>It has not run yet.</Empty>;
  return (
    <DataTable label="Runs" columns={['Why', 'Asked by', 'Began', 'Ended', 'Outcome', 'Worker']}>
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
    </DataTable>
  );
}

function Chunks({ slot }: { slot: SlotDetail }) {
  if (slot.chunks.length === 0) return <Empty>Nothing is planned in chunks yet.</Empty>;
  return (
    <DataTable label="Chunks" columns={['Part', { right: 'Open' }, { right: 'Paid' }, { right: 'Failed' }]}>
      {slot.chunks.map(({ phase, OPEN, PAID, FAILED }) => (
        <Table.Tr key={phase}>
          <Table.Td>{phase}</Table.Td>
          <Table.Td className="right number">{count(OPEN)}</Table.Td>
          <Table.Td className="right number">{count(PAID)}</Table.Td>
          <Table.Td className="right number">{count(FAILED)}</Table.Td>
        </Table.Tr>
      ))}
    </DataTable>
  );
}
