import { Code, Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ask, type ProofRoot } from '../api/planned-routes.js';
import { FailureOrNotBuilt } from '../shared/not-built.jsx';
import { Empty, Section } from '../shared/page.jsx';

/** The roots of a day's finished slots: what receipts of its payouts lead to. */
export function Receipts({ date }: { date: string }) {
  const query = useQuery({
    queryKey: ['proofs', date],
    queryFn: async () => {
      const { data } = await ask<{ proofs?: readonly ProofRoot[]; roots?: readonly ProofRoot[] }>(
        'GET',
        `/admin/proofs?from=${date}&to=${date}`,
      );
      return data.proofs ?? data.roots ?? [];
    },
  });
  return (
    <Section title="Receipt roots">
      <FailureOrNotBuilt error={query.error} />
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
              {query.data.map(({ key, slotNumber, entries, root }) => (
                <Table.Tr key={root}>
                  <Table.Td>{slotNumber ?? key ?? '–'}</Table.Td>
                  <Table.Td className="right number">{entries ?? '–'}</Table.Td>
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
