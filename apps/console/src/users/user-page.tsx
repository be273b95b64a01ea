import { Grid, Group, Progress, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { api, dataOf } from '../api/api.js';
import type { AccountDetail } from '../api/contract.js';
import { DataTable } from '../shared/data-table.jsx';
import { Instant } from '../shared/instant.jsx';
import { LinkAnchor } from '../shared/links.jsx';
import { InlineMoney, MoneyCell } from '../shared/money.jsx';
import { Empty, Loaded, Page, Section } from '../shared/page.jsx';
import { Explain } from './explain.jsx';

/** One user: wallet, stakes, latest entries, and any day explained. */
export function UserPage() {
  const { id } = useParams({ from: '/users/$id' });
  const query = useQuery({
    queryKey: ['user', id],
    queryFn: () => dataOf(api.GET('/api/v1/admin/users/{id}', { params: { path: { id } } })),
  });
  return (
    <Page title={query.data?.user.email ?? 'User'}>
      <Loaded query={query}>{(detail) => <Detail detail={detail} />}</Loaded>
    </Page>
  );
}

function Detail({ detail: { user, wallet, stakes, transactions } }: { detail: AccountDetail }) {
  return (
    <Stack>
      <Group gap="xl">
        <Text size="sm">
          {user.username} · {user.rank} · {user.role} · {user.isActive ? 'active' : 'not active'}
        </Text>
        <Text size="sm">
          Wallet <b>{wallet.earnings === null ? 'not readable' : <InlineMoney amount={wallet.earnings} />}</b>
        </Text>
        <Text size="xs" c="dimmed" className="number">
          {user._id}
        </Text>
      </Group>
      <Explain user={user} />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, xl: 6 }}>
          <Stakes stakes={stakes} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, xl: 6 }}>
          <Entries entries={transactions} />
        </Grid.Col>
      </Grid>
    </Stack>
  );
}

function Stakes({ stakes }: { stakes: AccountDetail['stakes'] }) {
  return (
    <Section title="Stakes">
      {stakes.length === 0 ? (
        <Empty>This user has no stake.</Empty>
      ) : (
        <DataTable
          label="Stakes"
          columns={['Status', { right: 'Amount' }, { right: 'Earned' }, 'Of its cap', { right: 'Today' }, 'Activated']}
        >
          {stakes.map((stake) => (
            <Table.Tr key={stake._id}>
              <Table.Td title={stake._id}>{stake.status}</Table.Td>
              <MoneyCell amount={stake.amount} />
              <MoneyCell amount={stake.totalEarned} />
              <Table.Td miw={110}>
                <Text size="xs" className="number">
                  {stake.progressPercent} %
                </Text>
                <Progress
                  value={stake.progressPercent}
                  size="sm"
                  aria-label={`${stake.progressPercent} % of its cap`}
                />
              </Table.Td>
              <MoneyCell amount={stake.todaysProfit} />
              <Table.Td>
                <Instant at={stake.activatedAt} withDate />
              </Table.Td>
            </Table.Tr>
          ))}
        </DataTable>
      )}
    </Section>
  );
}

function Entries({ entries }: { entries: AccountDetail['transactions'] }) {
  return (
    <Section title="Latest entries">
      {entries.length === 0 ? (
        <Empty>Nothing was paid to this wallet yet.</Empty>
      ) : (
        <DataTable label="Latest entries" columns={['When', 'What', { right: 'Amount' }, { hidden: 'Receipt' }]}>
          {entries.map((entry) => (
            <Table.Tr key={entry._id}>
              <Table.Td>
                <Instant at={entry.createdAt} withDate />
              </Table.Td>
              <Table.Td>{entry.description ?? entry.type ?? '–'}</Table.Td>
              <MoneyCell amount={entry.amount} />
              <Table.Td className="right">
                {entry.distributionDate === null ? null : (
                  <LinkAnchor to="/receipts" search={{ entry: entry._id }} size="sm">
                    Receipt
                  </LinkAnchor>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </DataTable>
      )}
    </Section>
  );
}
