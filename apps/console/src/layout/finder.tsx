import { Spotlight, createSpotlight } from '@mantine/spotlight';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDebouncedValue } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { api, dataOf } from '../api/api.js';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const REQUEST = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const FOUND_AT_MOST = 8;
const WAIT_MS = 200;
const [store, spotlight] = createSpotlight();

/** How a user was found. */
const WHOSE = { user: '', stake: ', whose stake it is', transaction: ', who got this entry' } as const;

/** Finds a user by e-mail address, name or an id of his, what a request did by its id, and a day by its date. @param times how often it was asked for */
export function Finder({ times }: { times: number }) {
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [query] = useDebouncedValue(text.trim(), WAIT_MS);
  const { data, isPlaceholderData } = useQuery({
    queryKey: ['find', query],
    enabled: query.length > 1 && !DATE.test(query) && !REQUEST.test(query),
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/admin/users', { params: { query: { query, limit: FOUND_AT_MOST } }, signal })),
  });
  useEffect(() => spotlight.open(), [times]);
  const asked = text.trim();
  const places = [
    {
      fits: DATE.test(asked),
      id: 'day',
      label: `Open the day ${asked}`,
      onClick: () => void navigate({ to: '/days/$date', params: { date: asked } }),
    },
    {
      fits: REQUEST.test(asked),
      id: 'request',
      label: 'See what this request did',
      description: asked,
      onClick: () => void navigate({ to: '/audit', search: { requestId: asked } }),
    },
    {
      fits: query === asked && !isPlaceholderData && data?.foundBy === 'transaction',
      id: 'receipt',
      label: 'Verify the receipt of this entry',
      description: asked,
      onClick: () => void navigate({ to: '/receipts', search: { entry: asked } }),
    },
  ].flatMap(({ fits, ...place }) => (fits ? [place] : []));
  const users = (query.length > 1 ? (data?.users ?? []) : []).map(({ _id, email, username }) => ({
    id: _id,
    label: email,
    description: data?.foundBy === undefined ? username : `${username}${WHOSE[data.foundBy]}`,
    onClick: () => void navigate({ to: '/users/$id', params: { id: _id } }),
  }));
  return (
    <Spotlight
      store={store}
      actions={[...users, ...places]}
      filter={(_query, actions) => actions}
      query={text}
      onQueryChange={setText}
      shortcut={null}
      nothingFound={
        text.trim() === ''
          ? 'An e-mail address or a name, the id of a user, stake, entry or request, or a date'
          : 'Nothing is found'
      }
      searchProps={{ placeholder: 'E-mail address, name, id or date', 'aria-label': 'Find' }}
    />
  );
}
