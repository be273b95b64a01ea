import { AppShell, Badge, Box, Burger, Button, Group, Kbd, NavLink, Stack, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { Suspense, lazy, useEffect, useState } from 'react';
import { api } from '../api/api.js';
import { followEvents } from '../api/event-stream.js';
import { KEYS, takeEvent, useAlertCounts, useHealth, useMe, useStreamLostSince } from '../api/queries.js';
import { session } from '../api/session.js';
import { useZoneClock } from '../shared/instant.jsx';
import { Light } from '../shared/light.jsx';
import { LostBanner } from './lost-banner.jsx';

const EVENTS = '/api/v1/admin/events';

/** As people go through a day. */
const SCREENS = [
  ['/', 'Today'],
  ['/plan', 'Plan a day'],
  ['/calendar', 'Calendar'],
  ['/users', 'Users'],
  ['/alerts', 'Alerts'],
  ['/health', 'Health'],
  ['/approvals', 'Approvals'],
  ['/reports', 'Reports'],
  ['/receipts', 'Receipts'],
  ['/audit', 'Audit log'],
  ['/admins', 'Admins'],
] as const;

const Finder = lazy(async () => ({ default: (await import('./finder.jsx')).Finder }));

/** One column of navigation, one of content; what the stream tells is followed here, for every screen. */
export function Layout() {
  const [opened, { toggle, close }] = useDisclosure();
  const { pathname } = useLocation();
  useStream();
  useEffect(close, [pathname, close]);
  return (
    <AppShell
      header={{ height: { base: 48, sm: 0 } }}
      navbar={{ width: 200, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding="md"
    >
      <AppShell.Header hiddenFrom="sm">
        <Group h="100%" px="md" justify="space-between">
          <Text fw={600}>Daily returns</Text>
          <Burger opened={opened} onClick={toggle} size="sm" aria-label="Navigation" />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label="Navigation">
        <Navigation pathname={pathname} />
      </AppShell.Navbar>
      <AppShell.Main>
        <Box maw={1280}>
          <LostBanner />
          <Outlet />
        </Box>
      </AppShell.Main>
    </AppShell>
  );
}

function Navigation({ pathname }: { pathname: string }) {
  const counts = useAlertCounts();
  const severities = counts?.openBySeverity;
  const open: Readonly<Record<string, { number: number; words: string }>> = {
    '/alerts': { number: (severities?.critical ?? 0) + (severities?.warning ?? 0), words: 'open' },
    '/approvals': { number: counts?.waitingProposals ?? 0, words: 'waiting' },
  };
  return (
    <Stack gap={2} h="100%">
      <Text fw={600} px="xs" py={6} visibleFrom="sm">
        Daily returns
      </Text>
      <Find />
      {SCREENS.map(([to, label]) => (
        <NavLink
          key={to}
          component={Link}
          to={to}
          label={label}
          active={to === '/' ? pathname === '/' || pathname === '' : pathname.startsWith(to)}
          variant="light"
          py={6}
          rightSection={<Open {...open[to]} />}
        />
      ))}
      <Stack gap={6} mt="auto" p="xs">
        <StreamState />
        <SignedInAs />
      </Stack>
    </Stack>
  );
}

/** How much of a screen waits for somebody. */
function Open({ number = 0, words = '' }: { number?: number; words?: string }) {
  if (number === 0) return null;
  return (
    <Badge size="sm" circle={number < 10} color="red" aria-label={`${number} ${words}`}>
      {number}
    </Badge>
  );
}

/** One box that finds: loaded when it is first asked for. */
function Find() {
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setAsked((times) => times + 1);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <>
      <Button
        variant="default"
        size="compact-md"
        mb={4}
        justify="space-between"
        rightSection={<Kbd size="xs">Ctrl K</Kbd>}
        onClick={() => setAsked((times) => times + 1)}
      >
        Find
      </Button>
      {asked > 0 ? (
        <Suspense>
          <Finder times={asked} />
        </Suspense>
      ) : null}
    </>
  );
}

function StreamState() {
  const lostSince = useStreamLostSince();
  const clock = useZoneClock();
  const health = useHealth();
  if (lostSince !== null) {
    return <Light colour="red" label={`Not live since ${clock.time(lostSince)}`} />;
  }
  if (health === undefined) return <Light colour="gray" label="Connecting" />;
  return <Light colour="green" label="Live" />;
}

function SignedInAs() {
  const me = useMe().data;
  const signOut = async (): Promise<void> => {
    await api.POST('/api/v1/auth/logout', {}).catch(() => undefined);
    session.leave();
    window.location.assign('/console/');
  };
  return (
    <>
      <Text size="xs" c="dimmed" truncate title={me?.scopes.join(', ')}>
        {me?.user.email ?? ''}
      </Text>
      <UnstyledButton fz="sm" onClick={() => void signOut()}>
        Sign out
      </UnstyledButton>
    </>
  );
}

function useStream(): void {
  const queries = useQueryClient();
  useEffect(
    () =>
      followEvents(EVENTS, {
        onEvent: (topic, data) => takeEvent(queries, topic, data),
        onState: (live) => {
          const wasLost = typeof queries.getQueryData(KEYS.stream) === 'number';
          queries.setQueryData<number | null>(KEYS.stream, (since) => (live ? null : (since ?? Date.now())));
          // What is shown may have changed while nothing was heard of it.
          if (live && wasLost) void queries.invalidateQueries();
        },
      }),
    [queries],
  );
}
