import { Button, CopyButton, Group, List, Stack, Text, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { api, bodyOf } from '../api/api.js';
import type { Account, Explanation } from '../api/contract.js';
import { useToday } from '../api/queries.js';
import { FailureNotice } from '../shared/failure-notice.jsx';
import { useZoneClock } from '../shared/instant.jsx';
import type { ZoneClock } from '../shared/instants.js';
import { Empty, Section } from '../shared/page.jsx';
import { StatusBadge } from '../shared/status.jsx';
import { explainDay, explainPool, explainStake, slotHeading } from './explain-words.js';

const PAGE = 50;

/** Why a user got what he got on a day, in sentences that can be pasted into an answer. */
export function Explain({ user }: { user: Account }) {
  const today = useToday();
  const { explain } = useSearch({ from: '/users/$id' });
  const navigate = useNavigate();
  const clock = useZoneClock();
  const date = explain ?? today;
  const query = useInfiniteQuery({
    queryKey: ['explain', user._id, date],
    enabled: date !== null,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      bodyOf(
        api.GET('/api/v1/admin/users/{id}/explain', {
          params: {
            path: { id: user._id },
            query: { date: date ?? '', limit: PAGE, ...(pageParam === null ? {} : { cursor: pageParam }) },
          },
        }),
      ),
    getNextPageParam: ({ meta }) => meta.nextCursor,
  });
  const days = query.data?.pages.flatMap(({ data }) => data.days) ?? [];
  return (
    <Section
      title="Explain a day"
      actions={
        <Group gap="xs">
          <TextInput
            aria-label="Day to explain"
            type="date"
            size="xs"
            value={date ?? ''}
            onChange={({ currentTarget: { value } }) => {
              if (value !== '')
                void navigate({ to: '/users/$id', params: { id: user._id }, search: { explain: value } });
            }}
          />
          <CopyButton value={explainDay(user, days, clock)}>
            {({ copied, copy }) => (
              <Button size="compact-sm" disabled={days.length === 0} onClick={copy}>
                {copied ? 'Copied' : 'Copy as text'}
              </Button>
            )}
          </CopyButton>
        </Group>
      }
    >
      <FailureNotice error={query.error} />
      {query.isSuccess && days.every(({ slots }) => slots.length === 0) ? (
        <Empty>Nothing was queued on this day, so nothing was due.</Empty>
      ) : null}
      {days.map((day) => (
        <Stack key={day.date} gap="xs">
          {day.slots.map((slot) => (
            <Slot key={slot.key} slot={slot} clock={clock} />
          ))}
        </Stack>
      ))}
      {query.hasNextPage ? (
        <Button variant="default" size="compact-sm" onClick={() => void query.fetchNextPage()}>
          More
        </Button>
      ) : null}
    </Section>
  );
}

function Slot({ slot, clock }: { slot: Explanation['days'][number]['slots'][number]; clock: ZoneClock }) {
  return (
    <div data-explained={slot.slotNumber}>
      <Group gap="xs">
        <Text size="sm" fw={600}>
          {slotHeading(slot, clock)}
        </Text>
        <StatusBadge status={slot.status} />
      </Group>
      <List size="sm" withPadding>
        {slot.stakes.map((stake) => (
          <List.Item key={stake.stakeId}>
            {explainStake(stake)}{' '}
            <Text span size="xs" c="dimmed" className="number">
              stake {stake.stakeId}
            </Text>
          </List.Item>
        ))}
        {slot.pools.map((pool) => (
          <List.Item key={pool.pool}>{explainPool(pool)}</List.Item>
        ))}
      </List>
    </div>
  );
}
