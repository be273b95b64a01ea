import { Button, Table, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { api, bodyOf } from '../api/api.js';
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
        label="E-mail address, name or id"
        type="search"
        autoFocus
        maw={420}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <FailureNotice error={found.error} />
      {found.isSuccess && users.length === 0 ? (
        <Empty>Nobody is found. A whole e-mail address or id always finds its user; of a name, its beginning.</Empty>
      ) : null}
      {users.length === 0 ? null : (
        <div className="wide" tabIndex={0} role="group" aria-label="Users">
          <Table aria-label="Users">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>E-mail address</Table.Th>
                <Table.Th>Name</Table.Th>
                <Table.Th>Rank</Table.Th>
                <Table.Th>Role</Table.Th>
                <Table.Th>State</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
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
            </Table.Tbody>
          </Table>
        </div>
      )}
      {found.hasNextPage ? (
        <Button variant="default" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          More
        </Button>
      ) : null}
    </Page>
  );
}
