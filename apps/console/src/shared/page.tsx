import { Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { FailureNotice } from './failure-notice.jsx';
import { useZoneClock } from './instant.jsx';

/** A screen: its name, what can be done on it, its content. */
export function Page({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  useDocumentTitle(`${title} · Daily returns`);
  return (
    <Stack gap="md">
      <Group justify="space-between" align="center" gap="xs">
        <Title order={1} size="h3">
          {title}
        </Title>
        {actions === undefined ? null : <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
}

export function Section({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <Paper withBorder p="sm" component="section" aria-label={title}>
      <Group justify="space-between" mb="xs" gap="xs">
        <Title order={2} size="h5">
          {title}
        </Title>
        {actions === undefined ? null : <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Paper>
  );
}

/** Nothing is here: what to do about it. */
export function Empty({ children }: { children: ReactNode }) {
  return (
    <Text c="dimmed" size="sm" py="sm" component="div">
      {children}
    </Text>
  );
}

interface Asked<T> {
  readonly data: T | undefined;
  readonly error: unknown;
  readonly dataUpdatedAt: number;
  readonly refetch: () => unknown;
}

/** What was asked for, while it comes, when it has come, and when it does not; what was last known stays, greyed, with its time. */
export function Loaded<T>({ query, children }: { query: Asked<T>; children: (data: T) => ReactNode }) {
  const { data, error, dataUpdatedAt, refetch } = query;
  const clock = useZoneClock();
  const retry = (): void => void refetch();
  if (data === undefined) {
    return error === null ? (
      <Skeleton height={120} aria-label="loading" />
    ) : (
      <FailureNotice error={error} onRetry={retry} />
    );
  }
  return (
    <>
      {error === null ? null : (
        <Stack gap={4}>
          <FailureNotice error={error} onRetry={retry} />
          <Text size="sm">Beneath is what was last known, at {clock.time(dataUpdatedAt)}.</Text>
        </Stack>
      )}
      <div className={error === null ? undefined : 'stale'}>{children(data)}</div>
    </>
  );
}
