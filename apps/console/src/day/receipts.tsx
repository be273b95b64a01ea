import { Code, Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api, dataOf } from '../api/api.js';
import { FailureNotice } from '../shared/failure-notice.jsx';
import { Empty, Section } from '../shared/page.jsx';

/** The roots of a day's finished slots: what receipts of its payouts lead to. */
export function Receipts({ date }: { date: string }) {
  const query = useQuery({
    queryKey: ['proofs', date],
    queryFn: async () =>
      (await dataOf(api.GET('/api/v1/admin/proofs', { params: { query: { from: date, to: date } } }))).proofs,
  });
  return (
    <Section title="Receipt roots">
      <FailureNotice error={query.error} />
      {query.data?.length === 0 ? <Empty>No slot of this day is closed yet.</Empty> : null}
      {query.data === undefined || query.data.length === 0 ? null : (
        <div className="wide" tabIndex={0} role="group" aria-label="Receipt roots">
          <Table aria-label="Receipt roots">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Slot</Table.Th>
                <Table.Th className="right">Entries</Table.Th>
                <Table.Th>Root</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {query.data.map(({ seq, key, entries, root }) => (
                <Table.Tr key={seq}>
                  <Table.Td>{key}</Table.Td>
                  <Table.Td className="right number">{entries}</Table.Td>
                  <Table.Td>
                    <Code>{root}</Code>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </Section>
  );
}
