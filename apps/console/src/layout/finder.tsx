import { Spotlight, createSpotlight } from '@mantine/spotlight';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDebouncedValue } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { api, dataOf } from '../api/api.js';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const FOUND_AT_MOST = 8;
const WAIT_MS = 200;
const [store, spotlight] = createSpotlight();

/** Finds a user by e-mail address, name or id, and opens a day by its date. @param asked how often it was asked for */
export function Finder({ asked }: { asked: number }) {
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [query] = useDebouncedValue(text.trim(), WAIT_MS);
  const { data } = useQuery({
    queryKey: ['find', query],
    enabled: query.length > 1 && !DATE.test(query),
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/admin/users', { params: { query: { query, limit: FOUND_AT_MOST } }, signal })),
  });
  useEffect(() => spotlight.open(), [asked]);
  const day = DATE.test(text.trim())
    ? [
        {
          id: text,
          label: `Open the day ${text}`,
          onClick: () => void navigate({ to: '/days/$date', params: { date: text.trim() } }),
        },
      ]
    : [];
  const users = (query.length > 1 ? (data?.users ?? []) : []).map(({ _id, email, username }) => ({
    id: _id,
    label: email,
    description: username,
    onClick: () => void navigate({ to: '/users/$id', params: { id: _id } }),
  }));
  return (
    <Spotlight
      store={store}
      actions={[...day, ...users]}
      filter={(_query, actions) => actions}
      query={text}
      onQueryChange={setText}
      shortcut={null}
      nothingFound={text.trim() === '' ? 'An e-mail address, a name, an id, or a date' : 'Nothing is found'}
      searchProps={{ placeholder: 'E-mail address, name, id or date', 'aria-label': 'Find' }}
    />
  );
}
