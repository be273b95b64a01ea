import { Button, Stack, Table } from '@mantine/core';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { memo } from 'react';
import { api, bodyOf, download } from '../api/api.js';
import type { Failure } from '../api/contract.js';
import { DataTable } from '../shared/data-table.jsx';
import { FailureNotice } from '../shared/failure-notice.jsx';
import { Instant } from '../shared/instant.jsx';
import { LinkAnchor } from '../shared/links.jsx';
import { MoneyCell } from '../shared/money.jsx';
import { MoreButton } from '../shared/more-button.jsx';
import { Empty, Section } from '../shared/page.jsx';
import { failureReason } from '../shared/failure-reasons.js';

const PAGE = 100;

/** Everybody of a day who could not be paid, and why; as CSV too. */
export function Failures({ date }: { date: string }) {
  const query = useInfiniteQuery({
    queryKey: ['failures', date],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      bodyOf(
        api.GET('/api/v1/admin/daily-declaration-returns/{date}/failures', {
          params: { path: { date }, query: { limit: PAGE, ...(pageParam === null ? {} : { cursor: pageParam }) } },
        }),
      ),
    getNextPageParam: ({ meta }) => meta.nextCursor,
  });
  const csv = useMutation({
    mutationFn: () =>
      download(`/api/v1/admin/daily-declaration-returns/${date}/failures`, 'text/csv', `failures-${date}.csv`),
  });
  const failures = query.data?.pages.flatMap(({ data }) => data.failures) ?? [];
  return (
    <Section
      title="Could not be paid"
      actions={
        <Button size="compact-md" variant="default" loading={csv.isPending} onClick={() => csv.mutate()}>
          CSV
        </Button>
      }
    >
      <FailureNotice error={query.error ?? csv.error} />
      {query.isSuccess && failures.length === 0 ? <Empty>Everybody who was due was paid.</Empty> : null}
      {failures.length === 0 ? null : (
        <Stack>
          <DataTable
            label="Could not be paid"
            columns={['Slot', 'User', 'Stake or user id', 'Why', { right: 'Owed' }, 'Last seen']}
          >
            {failures.map((failure) => (
              <Row key={`${failure.key} ${failure.type} ${failure.subjectId}`} date={date} failure={failure} />
            ))}
          </DataTable>
          <MoreButton query={query} />
        </Stack>
      )}
    </Section>
  );
}

/** Drawn once: another page draws its own rows alone, and news of the day none. */
const Row = memo(function Row({ date, failure }: { date: string; failure: Failure }) {
  const { slotNumber, key, userId, email, subjectId, reason, owed, lastSeenAt } = failure;
  return (
    <Table.Tr>
      <Table.Td>{slotNumber ?? key}</Table.Td>
      <Table.Td>
        {userId === null ? (
          (email ?? '–')
        ) : (
          <LinkAnchor to="/users/$id" params={{ id: userId }} search={{ explain: date }} size="sm">
            {email ?? userId}
          </LinkAnchor>
        )}
      </Table.Td>
      <Table.Td className="number">{subjectId}</Table.Td>
      <Table.Td>{failureReason(reason)}</Table.Td>
      <MoneyCell amount={owed} />
      <Table.Td>
        <Instant at={lastSeenAt} withDate />
      </Table.Td>
    </Table.Tr>
  );
});
