import { Button, Table, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { api, bodyOf } from '../api/api.js';
import { DataTable } from '../shared/data-table.jsx';
import { FailureNotice } from '../shared/failure-notice.jsx';
import { LinkAnchor } from '../shared/links.jsx';
import { Empty, Page } from '../shared/page.jsx';

const PAGE = 25;
const TYPING_MS = 250;

/** Finds a user; every search has a link. */
export function UsersPage() {
  const { query = '' } = useSearch({ from: '/users' });
  const navigate = useNavigate();
  const [text, setText] = useState(query);
  const [typed] = useDebouncedValue(text.trim(), TYPING_MS);
  useEffect(() => {
    if (typed === query) return;
    void navigate({ to: '/users', search: typed === '' ? {} : { query: typed }, replace: true });
  }, [typed, query, navigate]);
  const found = useInfiniteQuery({
    queryKey: ['users', query],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      bodyOf(
        api.GET('/api/v1/admin/users', {
          params: {
            query: {
              limit: PAGE,
              ...(query === '' ? {} : { query }),
              ...(pageParam === null ? {} : { cursor: pageParam }),
            },
          },
          signal,
        }),
      ),
    getNextPageParam: ({ meta }) => meta.nextCursor,
  });
  const users = found.data?.pages.flatMap(({ data }) => data.users) ?? [];
  return (
    <Page title="Users">
      <TextInput
        label="E-mail address, name, or id of a user, a stake or an entry"
        type="search"
        autoFocus
        maw={420}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <FailureNotice error={found.error} />
      {found.isSuccess && users.length === 0 ? (
        <Empty>
          Nobody is found. A whole e-mail address or id (of a user, a stake, an entry) always finds its user; of a name,
          its beginning.
        </Empty>
      ) : null}
      {users.length === 0 ? null : (
        <DataTable label="Users" columns={['E-mail address', 'Name', 'Rank', 'Role', 'State']}>
          {users.map(({ _id, email, username, rank, role, isActive }) => (
            <Table.Tr key={_id}>
              <Table.Td>
                <LinkAnchor to="/users/$id" params={{ id: _id }} size="sm">
                  {email}
                </LinkAnchor>
              </Table.Td>
              <Table.Td>{username}</Table.Td>
              <Table.Td>{rank}</Table.Td>
              <Table.Td>{role}</Table.Td>
              <Table.Td>{isActive ? 'active' : 'not active'}</Table.Td>
            </Table.Tr>
          ))}
        </DataTable>
      )}
      {found.hasNextPage ? (
        <Button variant="default" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          More
        </Button>
      ) : null}
    </Page>
  );
}
