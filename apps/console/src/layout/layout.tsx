import { AppShell, Badge, Box, Burger, Button, Group, Kbd, NavLink, Stack, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { Suspense, lazy, useEffect, useState } from 'react';
import { api } from '../api/api.js';
import { followEvents } from '../api/event-stream.js';
import { KEYS, takeEvent, useAlertCounts, useHealth, useMe, useStreamLostSince } from '../api/queries.js';
import { session } from '../api/session.js';
import { Light } from '../shared/light.jsx';

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
          <Outlet />
        </Box>
      </AppShell.Main>
    </AppShell>
  );
}

function Navigation({ pathname }: { pathname: string }) {
  const alerts = useAlertCounts()?.openBySeverity;
  const open = alerts === undefined ? 0 : alerts.critical + alerts.warning;
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
          rightSection={
            to === '/alerts' && open > 0 ? (
              <Badge size="sm" circle={open < 10} color="red" aria-label={`${open} open`}>
                {open}
              </Badge>
            ) : undefined
          }
        />
      ))}
      <Stack gap={6} mt="auto" p="xs">
        <StreamState />
        <SignedInAs />
      </Stack>
    </Stack>
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
          <Finder asked={asked} />
        </Suspense>
      ) : null}
    </>
  );
}

function StreamState() {
  const lostSince = useStreamLostSince();
  const health = useHealth();
  if (lostSince !== null) {
    return (
      <Light colour="red" label={`Not live since ${new Date(lostSince).toLocaleTimeString('en-GB')}; trying again`} />
    );
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
        onState: (live) =>
          queries.setQueryData<number | null>(KEYS.stream, (since) => (live ? null : (since ?? Date.now()))),
      }),
    [queries],
  );
}
