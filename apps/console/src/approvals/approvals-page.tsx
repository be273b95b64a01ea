import { Button, Group, Paper, Stack, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask, type Proposal } from '../api/planned-routes.js';
import { useMe } from '../api/queries.js';
import { ConfirmDialog, codeOf, keyOf, type Confirmation } from '../shared/confirm-dialog.jsx';
import { Instant } from '../shared/instant.jsx';
import { FailureOrNotBuilt } from '../shared/not-built.jsx';
import { Empty, Page } from '../shared/page.jsx';

const EVERY_MS = 10_000;

/** What waits for a second admin, with what it would do. */
export function ApprovalsPage() {
  const me = useMe().data;
  const [deciding, setDeciding] = useState<{ proposal: Proposal; approve: boolean } | null>(null);
  const query = useQuery({
    queryKey: ['proposals'],
    refetchInterval: EVERY_MS,
    queryFn: async () =>
      (await ask<{ proposals?: readonly Proposal[] }>('GET', '/admin/proposals?status=WAITING')).data.proposals ?? [],
  });
  return (
    <Page title="Approvals">
      <FailureOrNotBuilt error={query.error} />
      {query.data?.length === 0 ? (
        <Empty>Nothing waits. What pays more than APPROVAL_ABOVE stands here until another admin approves it.</Empty>
      ) : null}
      <Stack gap="xs">
        {query.data?.map((proposal) => {
          const by = proposerOf(proposal);
          return (
            <Paper key={proposal.id} withBorder p="sm" component="article" aria-label={`Proposal of ${by}`}>
              <Group justify="space-between" align="start">
                <div>
                  <Text size="sm" fw={600}>
                    {by} asks
                  </Text>
                  <pre className="before-after">{written(proposal.summary ?? proposal.manifest)}</pre>
                  <Text size="xs" c="dimmed">
                    Until <Instant at={proposal.expiresAt} withDate />
                    {proposal.holds === false ? ' · what it was made of has changed since' : ''}
                  </Text>
                </div>
                {by === me?.user.email ? (
                  <Text size="sm">Nobody approves his own.</Text>
                ) : (
                  <Group gap="xs">
                    <Button size="compact-md" onClick={() => setDeciding({ proposal, approve: true })}>
                      Approve
                    </Button>
                    <Button
                      size="compact-md"
                      variant="default"
                      onClick={() => setDeciding({ proposal, approve: false })}
                    >
                      Reject
                    </Button>
                  </Group>
                )}
              </Group>
            </Paper>
          );
        })}
      </Stack>
      {deciding === null ? null : <Decide {...deciding} onClose={() => setDeciding(null)} />}
    </Page>
  );
}

function Decide({ proposal, approve, onClose }: { proposal: Proposal; approve: boolean; onClose: () => void }) {
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const name = approve ? 'Approve' : 'Reject';
  const run = (confirmation: Confirmation) =>
    ask(
      'POST',
      `/admin/proposals/${proposal.id}/${approve ? 'approve' : 'reject'}`,
      { ...(approve ? {} : { reason }), ...codeOf(confirmation) },
      keyOf(confirmation),
    );
  const done = (): void => {
    for (const key of ['proposals', 'day', 'days']) void queries.invalidateQueries({ queryKey: [key] });
    onClose();
  };
  return (
    <ConfirmDialog
      title={name}
      confirmLabel={name}
      ready={approve || reason.trim() !== ''}
      run={run}
      onDone={done}
      onClose={onClose}
    >
      <Stack gap="xs">
        <pre className="before-after">{written(proposal.summary ?? proposal.manifest)}</pre>
        <Text size="sm">
          {approve
            ? 'It is done as it stands here, under both names. If it no longer holds, nothing is done.'
            : 'Nothing of it is done.'}
        </Text>
        {approve ? null : (
          <TextInput label="Why" required value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        )}
      </Stack>
    </ConfirmDialog>
  );
}

function proposerOf({ proposedBy }: Proposal): string {
  return typeof proposedBy === 'string' ? proposedBy : (proposedBy?.email ?? 'An admin');
}

function written(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'text' in value) return String(value.text);
  return typeof value === 'string' ? value : JSON.stringify(value ?? null, null, 2);
}
