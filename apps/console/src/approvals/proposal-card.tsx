import { Button, Code, Group, Paper, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api, dataOf } from '../api/api.js';
import type { Proposal, ProposalNow } from '../api/contract.js';
import { DataTable } from '../shared/data-table.jsx';
import { FailureNotice } from '../shared/failure-notice.jsx';
import { Instant } from '../shared/instant.jsx';
import { Light } from '../shared/light.jsx';
import { LinkAnchor } from '../shared/links.jsx';
import { Money, MoneyCell } from '../shared/money.jsx';
import { Warning } from '../shared/warning.jsx';

const MANIFEST_SHOWN = 16;

interface ProposalCardProps {
  readonly proposal: Proposal;
  readonly isOwn: boolean;
  readonly onDecide: (approve: boolean) => void;
}

/** What somebody asks for, against what it would pay now, and what can be decided. */
export function ProposalCard({ proposal, isOwn, onDecide }: ProposalCardProps) {
  const { id, summary, manifest, proposedBy, proposedAt, expiresAt } = proposal;
  const now = useQuery({
    queryKey: ['proposals', id, 'now'],
    queryFn: () => dataOf(api.GET('/api/v1/admin/proposals/{id}/now', { params: { path: { id } } })),
  });
  return (
    <Paper withBorder p="sm" component="article" aria-label={`Proposal of ${proposedBy.email}`}>
      <Stack gap="xs">
        <Group justify="space-between" align="start" gap="xs">
          <div>
            <Text fw={600}>{summary.text}</Text>
            <Text size="sm">
              {proposedBy.email} asks, since <Instant at={proposedAt} withDate />; it can be approved until{' '}
              <Instant at={expiresAt} withDate />.
            </Text>
          </div>
          <Group gap="xs">
            {isOwn ? (
              <Text size="sm">Nobody approves his own.</Text>
            ) : (
              <Button size="compact-md" disabled={now.data?.holds !== true} onClick={() => onDecide(true)}>
                Approve
              </Button>
            )}
            <Button size="compact-md" variant="default" onClick={() => onDecide(false)}>
              {isOwn ? 'Take it back' : 'Reject'}
            </Button>
          </Group>
        </Group>
        <FailureNotice error={now.error} onRetry={() => void now.refetch()} />
        {now.data === undefined ? (
          now.error === null ? (
            <Skeleton height={24} aria-label="looking at what has changed since" />
          ) : null
        ) : (
          <Since now={now.data} />
        )}
        <Payouts proposal={proposal} now={now.data} />
        <Group justify="space-between" gap="xs">
          <Text size="xs" c="dimmed">
            Manifest{' '}
            <Code className="hash" title={manifest}>
              {manifest.slice(0, MANIFEST_SHOWN)}…
            </Code>
          </Text>
          {summary.date === null ? null : (
            <LinkAnchor to="/days/$date" params={{ date: summary.date }} search={{ tab: 'audit' }} size="sm">
              What was done with {summary.date}
            </LinkAnchor>
          )}
        </Group>
      </Stack>
    </Paper>
  );
}

function Since({ now: { holds, changed } }: { now: ProposalNow }) {
  if (holds) return <Light colour="green" label="Nothing has changed since: it would pay exactly this." />;
  return (
    <Warning role="alert" title="It has changed since">
      <Text size="sm">{withCapital(changed ?? 'It would not be carried out as it was shown')}.</Text>
      <Text size="sm">Nobody can approve what he has not been shown: reject it, and have it asked for again.</Text>
    </Warning>
  );
}

/** Each payout as it was proposed and, where that is another, as it would be now. */
function Payouts({ proposal: { summary }, now }: { proposal: Proposal; now: ProposalNow | undefined }) {
  const later = now?.holds === false ? (now.summary?.payouts ?? []) : null;
  const rows = Math.max(summary.payouts.length, later?.length ?? 0);
  return (
    <DataTable
      label="Payouts"
      columns={['Payout', 'Time', { right: 'Proposed' }, ...(later === null ? [] : [{ right: 'Now' }])]}
    >
      {Array.from({ length: rows }, (_, index) => {
        const [before, after] = [summary.payouts[index], later?.[index]];
        const one = before ?? after;
        return (
          <Table.Tr key={index}>
            <Table.Td>{one?.slotNumber === null ? one.kind : `Slot ${one?.slotNumber}`}</Table.Td>
            <Table.Td>
              <Instant at={one?.scheduledFor ?? null} withDate />
            </Table.Td>
            <MoneyCell amount={before?.total ?? null} />
            {later === null ? null : (
              <Table.Td className="right" data-now={after?.total}>
                <Money amount={after?.total ?? null} />
              </Table.Td>
            )}
          </Table.Tr>
        );
      })}
    </DataTable>
  );
}

function withCapital(text: string): string {
  return text.replace(/^./, (letter) => letter.toUpperCase());
}
