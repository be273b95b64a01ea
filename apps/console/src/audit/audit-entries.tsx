import { Button, Stack, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { memo, useState } from 'react';
import { api, bodyOf } from '../api/api.js';
import type { AuditEntry } from '../api/contract.js';
import { DataTable } from '../shared/data-table.jsx';
import { FailureNotice } from '../shared/failure-notice.jsx';
import { Instant } from '../shared/instant.jsx';
import { MoreButton } from '../shared/more-button.jsx';
import { Empty } from '../shared/page.jsx';

const PAGE = 50;

interface Filter {
  readonly actor?: string;
  readonly action?: string;
  readonly target?: string;
  readonly date?: string;
  readonly requestId?: string;
}

/** Who changed what, when and from where; before and after side by side. */
export function AuditEntries({ filter }: { filter: Filter }) {
  const [open, setOpen] = useState<string | null>(null);
  const query = useInfiniteQuery({
    queryKey: ['audit', filter],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      bodyOf(
        api.GET('/api/v1/admin/audit-log', {
          params: { query: { limit: PAGE, ...filter, ...(pageParam === null ? {} : { cursor: pageParam }) } },
        }),
      ),
    getNextPageParam: ({ meta }) => meta.nextCursor,
  });
  const entries = query.data?.pages.flatMap(({ data }) => data.entries) ?? [];
  return (
    <Stack>
      <FailureNotice error={query.error} />
      {query.isSuccess && entries.length === 0 ? <Empty>Nothing is recorded that fits.</Empty> : null}
      {entries.length === 0 ? null : (
        <DataTable label="Audit log" columns={['When', 'Who', 'What', 'Of what', 'From', { hidden: 'Details' }]}>
          {entries.map((entry) => (
            <Row key={entry.id} entry={entry} isOpen={open === entry.id} onOpen={setOpen} />
          ))}
        </DataTable>
      )}
      <MoreButton query={query} />
    </Stack>
  );
}

interface RowProps {
  readonly entry: AuditEntry;
  readonly isOpen: boolean;
  readonly onOpen: (id: string | null) => void;
}

/** Drawn again only when it is opened or closed: another page draws its own rows alone. */
const Row = memo(function Row({ entry, isOpen, onOpen }: RowProps) {
  const what = isOpen ? 'Less' : 'More';
  return (
    <>
      <Table.Tr>
        <Table.Td>
          <Instant at={entry.at} withDate />
        </Table.Td>
        <Table.Td>{entry.actor['email'] ?? entry.actor['id'] ?? 'the system'}</Table.Td>
        <Table.Td>{entry.action}</Table.Td>
        <Table.Td>{[entry.date, entry.target].filter((part) => part !== null).join(' ')}</Table.Td>
        <Table.Td className="number">{entry.address ?? '–'}</Table.Td>
        <Table.Td className="right">
          <Button
            size="compact-xs"
            variant="default"
            aria-expanded={isOpen}
            aria-label={`${what} of ${entry.action}`}
            onClick={() => onOpen(isOpen ? null : entry.id)}
          >
            {what}
          </Button>
        </Table.Td>
      </Table.Tr>
      {isOpen ? <BeforeAndAfter entry={entry} /> : null}
    </>
  );
});

function BeforeAndAfter({ entry: { before, after, requestId, seq, hash } }: { entry: AuditEntry }) {
  return (
    <Table.Tr>
      <Table.Td colSpan={6}>
        <Table highlightOnHover={false} layout="fixed" aria-label="Before and after">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Before</Table.Th>
              <Table.Th>After</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            <Table.Tr>
              <Table.Td valign="top">
                <pre className="before-after">{written(before)}</pre>
              </Table.Td>
              <Table.Td valign="top">
                <pre className="before-after">{written(after)}</pre>
              </Table.Td>
            </Table.Tr>
          </Table.Tbody>
        </Table>
        <Text size="xs" c="dimmed">
          {requestId === null ? '' : `Request ${requestId}. `}
          {seq === null ? '' : `Link ${seq} of the chain, ${hash ?? ''}`}
        </Text>
      </Table.Td>
    </Table.Tr>
  );
}

function written(value: Readonly<Record<string, unknown>> | null): string {
  return value === null ? '–' : JSON.stringify(value, null, 2);
}
