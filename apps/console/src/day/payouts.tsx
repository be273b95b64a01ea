import { Button, Group, Stack, Table, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { download } from '../api/api.js';
import { ask, type Payout } from '../api/planned-routes.js';
import { Instant } from '../shared/instant.jsx';
import { Money } from '../shared/money.jsx';
import { FailureOrNotBuilt } from '../shared/not-built.jsx';
import { Empty, Section } from '../shared/page.jsx';

const PAGE = 50;
const TYPING_MS = 300;

/** Every entry of a day, page by page; all of them as CSV. */
export function Payouts({ date }: { date: string }) {
  const [slot, setSlot] = useState('');
  const [userId, setUserId] = useState('');
  const [filter] = useDebouncedValue({ slot: slot.trim(), userId: userId.trim() }, TYPING_MS);
  const path = `/admin/daily-declaration-returns/${date}/payouts`;
  const wanted = {
    ...(filter.slot === '' ? {} : { slotNumber: filter.slot }),
    ...(filter.userId === '' ? {} : { userId: filter.userId }),
  };
  const query = useInfiniteQuery({
    queryKey: ['payouts', date, filter],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) => {
      const page = { limit: String(PAGE), ...wanted, ...(pageParam === null ? {} : { cursor: pageParam }) };
      return ask<{ payouts?: readonly Payout[]; entries?: readonly Payout[] }>(
        'GET',
        `${path}?${new URLSearchParams(page).toString()}`,
      );
    },
    getNextPageParam: ({ meta }) => meta?.nextCursor ?? null,
  });
  const csv = useMutation({
    mutationFn: () =>
      download(`/api/v1${path}?${new URLSearchParams(wanted).toString()}`, 'text/csv', `payouts-${date}.csv`),
  });
  const payouts = query.data?.pages.flatMap(({ data }) => data.payouts ?? data.entries ?? []) ?? [];
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
        <FailureOrNotBuilt error={query.error ?? csv.error} />
        {query.isSuccess && payouts.length === 0 ? <Empty>Nothing was paid, or nothing that fits.</Empty> : null}
        {payouts.length === 0 ? null : (
          <div className="wide" tabIndex={0} role="group" aria-label="Payouts">
            <Table aria-label="Payouts">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Slot</Table.Th>
                  <Table.Th>Type</Table.Th>
                  <Table.Th>User</Table.Th>
                  <Table.Th>Stake</Table.Th>
                  <Table.Th className="right">Amount</Table.Th>
                  <Table.Th>At</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {payouts.map((payout, index) => (
                  <Table.Tr key={payout._id ?? payout.id ?? index}>
                    <Table.Td>{payout.slotNumber ?? '–'}</Table.Td>
                    <Table.Td>{payout.type}</Table.Td>
                    <Table.Td className="number">{payout.email ?? payout.userId ?? '–'}</Table.Td>
                    <Table.Td className="number">{payout.stakeId ?? '–'}</Table.Td>
                    <Table.Td className="right">
                      <Money amount={payout.amount} />
                    </Table.Td>
                    <Table.Td>
                      <Instant at={payout.createdAt} />
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </div>
        )}
        {query.hasNextPage ? (
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            More
          </Button>
        ) : null}
      </Stack>
    </Section>
  );
}
