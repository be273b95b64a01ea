import { Badge, Button, Group, Paper, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { api, bodyOf, dataOf } from '../api/api.js';
import type { Alert } from '../api/contract.js';
import { ConfirmDialog, keyOf, type Confirmation } from '../shared/confirm-dialog.jsx';
import { FailureNotice } from '../shared/failure-notice.jsx';
import { Instant } from '../shared/instant.jsx';
import { LinkButton } from '../shared/links.jsx';
import { MoreButton } from '../shared/more-button.jsx';
import { Empty, Page } from '../shared/page.jsx';

const PAGE = 25;
const COLOURS = { critical: 'red', warning: 'orange', info: 'gray' } as const;

/** What somebody has to act on, what it means and what to do. */
export function AlertsPage() {
  const { all = false } = useSearch({ from: '/alerts' });
  const navigate = useNavigate();
  const [acknowledging, setAcknowledging] = useState<Alert | null>(null);
  const query = useInfiniteQuery({
    queryKey: ['alerts', all],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      bodyOf(
        api.GET('/api/v1/admin/alerts', {
          params: {
            query: {
              limit: PAGE,
              ...(all ? {} : { open: 'true' as const }),
              ...(pageParam === null ? {} : { cursor: pageParam }),
            },
          },
        }),
      ),
    getNextPageParam: ({ meta }) => meta.nextCursor,
  });
  const alerts = query.data?.pages.flatMap(({ data }) => data.alerts) ?? [];
  return (
    <Page
      title="Alerts"
      actions={
        <Switch
          label="Those of the past too"
          checked={all}
          onChange={(event) =>
            void navigate({ to: '/alerts', search: event.currentTarget.checked ? { all: true } : {} })
          }
        />
      }
    >
      <FailureNotice error={query.error} />
      {query.isSuccess && alerts.length === 0 ? (
        <Empty>{all ? 'There never was an alert.' : 'No alert is open: nothing is to be done.'}</Empty>
      ) : null}
      <Stack gap="xs">
        {alerts.map((alert) => (
          <OneAlert key={alert.id} alert={alert} onAcknowledge={() => setAcknowledging(alert)} />
        ))}
      </Stack>
      <MoreButton query={query} />
      {acknowledging === null ? null : <Acknowledge alert={acknowledging} onClose={() => setAcknowledging(null)} />}
    </Page>
  );
}

function OneAlert({ alert, onAcknowledge }: { alert: Alert; onAcknowledge: () => void }) {
  const { severity, rule, message, meaning, action, date, slotNumber } = alert;
  return (
    <Paper withBorder p="sm" component="article" aria-label={`${severity}: ${message}`}>
      <Group justify="space-between" align="start">
        <div style={{ flex: 1, minWidth: 240 }}>
          <Group gap="xs">
            <Badge variant="dot" color={COLOURS[severity]} radius="sm" className="status">
              {severity}
            </Badge>
            <Text size="xs" c="dimmed">
              {rule} · <Instant at={alert.raisedAt} withDate />
              {alert.resolvedAt === null ? '' : ' · its cause is gone'}
              {alert.acknowledged ? ` · acknowledged by ${alert.acknowledgedBy ?? 'somebody'}` : ''}
            </Text>
          </Group>
          <Text size="sm" fw={600}>
            {message}
          </Text>
          <Text size="sm">It means: {meaning}.</Text>
          <Text size="sm">What to do: {action}.</Text>
          {alert.note === null ? null : (
            <Text size="sm" c="dimmed">
              {alert.note}
            </Text>
          )}
        </div>
        <Group gap="xs">
          {date === null ? null : slotNumber === null ? (
            <LinkButton to="/days/$date" params={{ date }} size="compact-sm" variant="default">
              Open the day
            </LinkButton>
          ) : (
            <LinkButton
              to="/days/$date/slots/$slotNumber"
              params={{ date, slotNumber: String(slotNumber) }}
              size="compact-sm"
              variant="default"
            >
              Open slot {slotNumber}
            </LinkButton>
          )}
          {alert.acknowledged ? null : (
            <Button size="compact-sm" onClick={onAcknowledge}>
              Acknowledge
            </Button>
          )}
        </Group>
      </Group>
    </Paper>
  );
}

function Acknowledge({ alert, onClose }: { alert: Alert; onClose: () => void }) {
  const queries = useQueryClient();
  const [note, setNote] = useState('');
  const run = (confirmation: Confirmation) =>
    dataOf(
      api.POST('/api/v1/admin/alerts/acknowledge', {
        params: { header: keyOf(confirmation) },
        body: { ids: [alert.id], ...(note.trim() === '' ? {} : { note }) },
      }),
    );
  const done = (): void => {
    void queries.invalidateQueries({ queryKey: ['alerts'] });
    onClose();
  };
  return (
    <ConfirmDialog
      title="Acknowledge"
      confirmLabel="Acknowledge"
      asksCode={false}
      run={run}
      onDone={done}
      onClose={onClose}
    >
      <Stack gap="xs">
        <Text size="sm">{alert.message}</Text>
        <Text size="sm">It counts as seen by you; what it is about stays as it is.</Text>
        <TextInput label="Note" value={note} onChange={(event) => setNote(event.currentTarget.value)} />
      </Stack>
    </ConfirmDialog>
  );
}
