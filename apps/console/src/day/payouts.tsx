import { Button, Group, Stack, Table, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { memo, useState } from 'react';
import { api, bodyOf, download } from '../api/api.js';
import type { Payout } from '../api/contract.js';
import { DataTable } from '../shared/data-table.jsx';
import { FailureNotice } from '../shared/failure-notice.jsx';
import { Instant } from '../shared/instant.jsx';
import { LinkAnchor } from '../shared/links.jsx';
import { MoneyCell } from '../shared/money.jsx';
import { MoreButton } from '../shared/more-button.jsx';
import { Empty, Section } from '../shared/page.jsx';

const PAGE = 50;
const TYPING_MS = 300;

/** Every entry of a day, page by page; all of them as CSV. */
export function Payouts({ date }: { date: string }) {
  const [slot, setSlot] = useState('');
  const [userId, setUserId] = useState('');
  const [filter] = useDebouncedValue({ slot: slot.trim(), userId: userId.trim() }, TYPING_MS);
  const wanted = {
    ...(filter.slot === '' ? {} : { slotNumber: Number(filter.slot) }),
    ...(filter.userId === '' ? {} : { userId: filter.userId }),
  };
  const query = useInfiniteQuery({
    queryKey: ['payouts', date, filter],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      bodyOf(
        api.GET('/api/v1/admin/daily-declaration-returns/{date}/payouts', {
          params: {
            path: { date },
            query: { limit: PAGE, ...wanted, ...(pageParam === null ? {} : { cursor: pageParam }) },
          },
        }),
      ),
    getNextPageParam: ({ meta }) => meta.nextCursor,
  });
  const csv = useMutation({
    mutationFn: () => {
      const query = new URLSearchParams(Object.entries(wanted).map(([name, value]) => [name, String(value)]));
      return download(
        `/api/v1/admin/daily-declaration-returns/${date}/payouts?${query.toString()}`,
        'text/csv',
        `payouts-${date}.csv`,
      );
    },
  });
  const payouts = query.data?.pages.flatMap(({ data }) => data.payouts) ?? [];
  return (
    <Section
      title="Payouts"
      actions={
        <Button size="compact-md" variant="default" loading={csv.isPending} onClick={() => csv.mutate()}>
          CSV
        </Button>
      }
    >
      <Stack>
        <Group>
          <TextInput
            label="Slot"
            w={90}
            inputMode="numeric"
            value={slot}
            onChange={(event) => setSlot(event.currentTarget.value)}
          />
          <TextInput
            label="User id"
            w={240}
            value={userId}
            onChange={(event) => setUserId(event.currentTarget.value)}
          />
        </Group>
        <FailureNotice error={query.error ?? csv.error} />
        {query.isSuccess && payouts.length === 0 ? <Empty>Nothing was paid, or nothing that fits.</Empty> : null}
        {payouts.length === 0 ? null : (
          <DataTable
            label="Payouts"
            columns={['Slot', 'Type', 'User', 'Stake', { right: 'Amount' }, 'At', { hidden: 'Receipt' }]}
          >
            {payouts.map((payout) => (
              <Row key={payout.id} payout={payout} />
            ))}
          </DataTable>
        )}
        <MoreButton query={query} />
      </Stack>
    </Section>
  );
}

/** Drawn once: another page draws its own rows alone. */
const Row = memo(function Row({
  payout: { id, slotNumber, type, userId, stakeId, amount, createdAt },
}: {
  payout: Payout;
}) {
  return (
    <Table.Tr>
      <Table.Td>{slotNumber ?? '–'}</Table.Td>
      <Table.Td>{type ?? '–'}</Table.Td>
      <Table.Td className="number">{userId}</Table.Td>
      <Table.Td className="number">{stakeId ?? '–'}</Table.Td>
      <MoneyCell amount={amount} />
      <Table.Td>
        <Instant at={createdAt} />
      </Table.Td>
      <Table.Td>
        <LinkAnchor to="/receipts" search={{ entry: id }} size="sm">
          Receipt
        </LinkAnchor>
      </Table.Td>
    </Table.Tr>
  );
});
