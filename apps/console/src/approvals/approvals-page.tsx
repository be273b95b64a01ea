import { Stack, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf } from '../api/api.js';
import type { Proposal } from '../api/contract.js';
import { useMe } from '../api/queries.js';
import { ConfirmDialog, codeOf, keyOf, type Confirmation } from '../shared/confirm-dialog.jsx';
import { FailureNotice } from '../shared/failure-notice.jsx';
import { Empty, Page } from '../shared/page.jsx';
import { ProposalCard } from './proposal-card.jsx';

const EVERY_MS = 10_000;

/** What waits for a second admin, with what it would do. */
export function ApprovalsPage() {
  const me = useMe().data;
  const [deciding, setDeciding] = useState<{ proposal: Proposal; approve: boolean } | null>(null);
  const query = useQuery({
    queryKey: ['proposals'],
    refetchInterval: EVERY_MS,
    queryFn: async () =>
      (await dataOf(api.GET('/api/v1/admin/proposals', { params: { query: { status: 'WAITING' } } }))).proposals,
  });
  return (
    <Page title="Approvals">
      <FailureNotice error={query.error} />
      {query.data?.length === 0 ? (
        <Empty>Nothing waits. What pays more than APPROVAL_ABOVE stands here until another admin approves it.</Empty>
      ) : null}
      <Stack gap="xs">
        {query.data?.map((proposal) => (
          <ProposalCard
            key={proposal.id}
            proposal={proposal}
            isOwn={proposal.proposedBy.email === me?.user.email}
            onDecide={(approve) => setDeciding({ proposal, approve })}
          />
        ))}
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
    approve ? approval(proposal, confirmation) : rejection(proposal, reason, confirmation);
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
        <pre className="before-after">{proposal.summary.text}</pre>
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

function approval({ id }: Proposal, confirmation: Confirmation) {
  return dataOf(
    api.POST('/api/v1/admin/proposals/{id}/approve', {
      params: { path: { id }, header: keyOf(confirmation) },
      body: codeOf(confirmation),
    }),
  );
}

function rejection({ id }: Proposal, reason: string, confirmation: Confirmation) {
  return dataOf(
    api.POST('/api/v1/admin/proposals/{id}/reject', {
      params: { path: { id }, header: keyOf(confirmation) },
      body: { reason, ...codeOf(confirmation) },
    }),
  );
}
