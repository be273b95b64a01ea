import { Code, Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api, dataOf } from '../api/api.js';
import { DataTable } from '../shared/data-table.jsx';
import { FailureNotice } from '../shared/failure-notice.jsx';
import { Empty, Section } from '../shared/page.jsx';

const EVERY_MS = 5_000;

/** The roots of a day's finished slots: what receipts of its payouts lead to. */
export function Receipts({ date }: { date: string }) {
  const query = useQuery({
    queryKey: ['proofs', date],
    queryFn: async () =>
      (await dataOf(api.GET('/api/v1/admin/proofs', { params: { query: { from: date, to: date } } }))).proofs,
    // Slots are closed some time after their ends.
    refetchInterval: EVERY_MS,
  });
  return (
    <Section title="Receipt roots">
      <FailureNotice error={query.error} />
      {query.data?.length === 0 ? <Empty>No slot of this day is closed yet.</Empty> : null}
      {query.data === undefined || query.data.length === 0 ? null : (
        <DataTable label="Receipt roots" columns={['Slot', { right: 'Entries' }, 'Root']}>
          {query.data.map(({ seq, key, entries, root }) => (
            <Table.Tr key={seq}>
              <Table.Td>{key}</Table.Td>
              <Table.Td className="right number">{entries}</Table.Td>
              <Table.Td>
                <Code>{root}</Code>
              </Table.Td>
            </Table.Tr>
          ))}
        </DataTable>
      )}
    </Section>
  );
}
