import { Button, Checkbox, Code, Group, Stack, Table, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf } from '../api/api.js';
import type { Account, Scope } from '../api/contract.js';
import { session } from '../api/session.js';
import { KEYS, useMe } from '../api/queries.js';
import { ConfirmDialog, codeOf, keyOf, type Confirmation } from '../shared/confirm-dialog.jsx';
import { DataTable } from '../shared/data-table.jsx';
import { FailureNotice } from '../shared/failure-notice.jsx';
import { Instant } from '../shared/instant.jsx';
import { Empty, Page, Section } from '../shared/page.jsx';

const TYPING_MS = 250;
const FOUND_AT_MOST = 10;
const SCOPES: readonly Scope[] = ['view', 'support', 'finance', 'operate', 'pay', 'approve'];

/** The own session, and other admins: their enrolment and what they may do. */
export function AdminsPage() {
  return (
    <Page title="Admins">
      <Own />
      <Others />
    </Page>
  );
}

function Own() {
  const me = useMe().data;
  const [error, setError] = useState<unknown>(null);
  const endAll = async (): Promise<void> => {
    try {
      await api.POST('/api/v1/auth/logout-everywhere', {});
      session.leave();
    } catch (failure) {
      setError(failure);
    }
  };
  if (me === undefined) return null;
  return (
    <Section
      title="Your session"
      actions={
        <Button size="compact-md" variant="default" onClick={() => void endAll()}>
          End all my sessions
        </Button>
      }
    >
      <FailureNotice error={error} />
      <Text size="sm">
        {me.user.email} may {me.scopes.join(', ')}; second factor {me.twoFAEnabled ? 'on' : 'off'}; this session ends at{' '}
        <Instant at={me.sessionEndsAt} withDate />.
      </Text>
    </Section>
  );
}

function Others() {
  const [text, setText] = useState('');
  const [query] = useDebouncedValue(text.trim(), TYPING_MS);
  const [open, setOpen] = useState<{ admin: Account; what: 'enrolment' | 'scopes' } | null>(null);
  const found = useQuery({
    queryKey: ['admins', query],
    enabled: query !== '',
    queryFn: () => dataOf(api.GET('/api/v1/admin/users', { params: { query: { query, limit: FOUND_AT_MOST } } })),
  });
  const admins = found.data?.users.filter(({ role }) => role === 'admin') ?? [];
  return (
    <Section title="Another admin">
      <Stack gap="xs">
        <TextInput
          label="E-mail address or id"
          type="search"
          maw={420}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <FailureNotice error={found.error} />
        {query === '' ? (
          <Empty>Find an admin to make him an enrolment code, or to change what he may do.</Empty>
        ) : found.isSuccess && admins.length === 0 ? (
          <Empty>No admin is found.</Empty>
        ) : null}
        {admins.length === 0 ? null : (
          <DataTable label="Admins">
            {admins.map((admin) => (
              <Table.Tr key={admin._id}>
                <Table.Td>{admin.email}</Table.Td>
                <Table.Td className="right">
                  <Group gap={4} justify="end">
                    <Button size="compact-sm" variant="default" onClick={() => setOpen({ admin, what: 'enrolment' })}>
                      Enrolment code
                    </Button>
                    <Button size="compact-sm" variant="default" onClick={() => setOpen({ admin, what: 'scopes' })}>
                      What he may do
                    </Button>
                  </Group>
                </Table.Td>
              </Table.Tr>
            ))}
          </DataTable>
        )}
      </Stack>
      {open === null ? null : open.what === 'enrolment' ? (
        <Enrolment admin={open.admin} onClose={() => setOpen(null)} />
      ) : (
        <Scopes admin={open.admin} onClose={() => setOpen(null)} />
      )}
    </Section>
  );
}

function Enrolment({ admin, onClose }: { admin: Account; onClose: () => void }) {
  const [made, setMade] = useState<{ enrolmentCode: string; expiresAt: string } | null>(null);
  const run = async (confirmation: Confirmation): Promise<void> =>
    setMade(
      await dataOf(
        api.POST('/api/v1/admin/users/{id}/enrolment', {
          params: { path: { id: admin._id }, header: keyOf(confirmation) },
          body: codeOf(confirmation),
        }),
      ),
    );
  return (
    <ConfirmDialog
      title={`Enrolment code for ${admin.email}`}
      confirmLabel="Make it"
      ready={made === null}
      run={run}
      onDone={() => undefined}
      onClose={onClose}
    >
      {made === null ? (
        <Text size="sm">With it and his password he sets up the second factor, once, within 30 minutes.</Text>
      ) : (
        <Text size="sm">
          <Code>{made.enrolmentCode}</Code> is good until <Instant at={made.expiresAt} />. Give it to {admin.email} by a
          way that only he reads.
        </Text>
      )}
    </ConfirmDialog>
  );
}

function Scopes({ admin, onClose }: { admin: Account; onClose: () => void }) {
  const queries = useQueryClient();
  const [scopes, setScopes] = useState<string[]>([...SCOPES]);
  const run = (confirmation: Confirmation) =>
    dataOf(
      api.PATCH('/api/v1/admin/users/{id}/scopes', {
        params: { path: { id: admin._id }, header: keyOf(confirmation) },
        body: { scopes: scopes as Scope[], ...codeOf(confirmation) },
      }),
    );
  const done = (): void => {
    void queries.invalidateQueries({ queryKey: KEYS.me });
    onClose();
  };
  return (
    <ConfirmDialog
      title={`What ${admin.email} may do`}
      confirmLabel="Change"
      ready={scopes.length > 0}
      run={run}
      onDone={done}
      onClose={onClose}
    >
      <Checkbox.Group label="He may" value={scopes} onChange={setScopes}>
        <Group mt={4}>
          {SCOPES.map((scope) => (
            <Checkbox key={scope} value={scope} label={scope} />
          ))}
        </Group>
      </Checkbox.Group>
    </ConfirmDialog>
  );
}
