import { Button, Group, Stack, Table, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { components } from '#lib/client';
import { api, bodyOf, dataOf } from '../api/api.js';
import { percent } from '../shared/amounts.js';
import { ConfirmDialog, codeOf, keyOf, type Confirmation } from '../shared/confirm-dialog.jsx';
import { DataTable } from '../shared/data-table.jsx';
import { dateAfter } from '../shared/instants.js';
import { LinkAnchor } from '../shared/links.jsx';
import { MoneyCell } from '../shared/money.jsx';
import { Empty, Loaded, Section } from '../shared/page.jsx';

type Declaration = components['schemas']['ListedDeclarationDto'];
const DAYS_AHEAD = 30;

/** What is declared from today to 30 days ahead: declare, change, delete. */
export function Declarations({ today }: { today: string }) {
  const [open, setOpen] = useState<{ action: 'declare' | 'change' | 'delete'; of: Declaration | null } | null>(null);
  const query = useQuery({
    queryKey: ['declared', today],
    queryFn: () => dataOf(api.GET('/api/v1/admin/daily-declaration-returns/declared')),
  });
  const close = (): void => setOpen(null);
  return (
    <Section
      title="Declared, from today on"
      actions={
        <Button size="compact-md" onClick={() => setOpen({ action: 'declare', of: null })}>
          Declare a day
        </Button>
      }
    >
      <Loaded query={query}>
        {({ declarations }) =>
          declarations.length === 0 ? (
            <Empty>No day is declared. Declare one, or plan it with its slots.</Empty>
          ) : (
            <DataTable
              label="Declared days"
              columns={[
                'Date',
                { right: 'ROS' },
                { right: 'Premium pool' },
                { right: 'Performance pool' },
                'Description',
                'Declared by',
                { hidden: 'Change' },
              ]}
            >
              {declarations.map((declaration) => (
                <Table.Tr key={declaration.date}>
                  <Table.Td>
                    <LinkAnchor to="/days/$date" params={{ date: declaration.date }} size="sm">
                      {declaration.date}
                    </LinkAnchor>
                  </Table.Td>
                  <Table.Td className="right number">{percent(declaration.rosPercentage)}</Table.Td>
                  <MoneyCell amount={declaration.premiumPoolAmount} />
                  <MoneyCell amount={declaration.performancePoolAmount} />
                  <Table.Td>{declaration.description}</Table.Td>
                  <Table.Td>{declaration.declaredBy?.email ?? '–'}</Table.Td>
                  <Table.Td>
                    <Group gap={4} wrap="nowrap">
                      <Button
                        size="compact-xs"
                        variant="default"
                        aria-label={`Change ${declaration.date}`}
                        onClick={() => setOpen({ action: 'change', of: declaration })}
                      >
                        Change
                      </Button>
                      <Button
                        size="compact-xs"
                        variant="default"
                        aria-label={`Delete ${declaration.date}`}
                        onClick={() => setOpen({ action: 'delete', of: declaration })}
                      >
                        Delete
                      </Button>
                    </Group>
                  </Table.Td>
                </Table.Tr>
              ))}
            </DataTable>
          )
        }
      </Loaded>
      {open === null ? null : open.action === 'delete' && open.of !== null ? (
        <DeleteDialog date={open.of.date} onClose={close} />
      ) : (
        <DeclareDialog today={today} before={open.of} onClose={close} />
      )}
    </Section>
  );
}

function useDone(onClose: () => void): () => void {
  const queries = useQueryClient();
  return () => {
    for (const key of ['declared', 'days', 'day']) void queries.invalidateQueries({ queryKey: [key] });
    onClose();
  };
}

function DeclareDialog({ today, before, onClose }: { today: string; before: Declaration | null; onClose: () => void }) {
  const done = useDone(onClose);
  const [date, setDate] = useState(before?.date ?? dateAfter(today, 1));
  const [ros, setRos] = useState(String(before?.rosPercentage ?? ''));
  const [premium, setPremium] = useState(String(before?.premiumPoolAmount ?? 0));
  const [performance, setPerformance] = useState(String(before?.performancePoolAmount ?? 0));
  const [description, setDescription] = useState(before?.description ?? '');
  const values = { rosPercentage: ros, premiumPoolAmount: premium, performancePoolAmount: performance, description };
  const run = (confirmation: Confirmation): Promise<unknown> =>
    before === null
      ? bodyOf(
          api.POST('/api/v1/admin/daily-declaration-returns/declare', {
            params: { header: keyOf(confirmation) },
            body: { date, ...values, ...codeOf(confirmation) },
          }),
        )
      : bodyOf(
          api.PATCH('/api/v1/admin/daily-declaration-returns/{date}', {
            params: { path: { date }, header: keyOf(confirmation) },
            body: { ...values, ...codeOf(confirmation) },
          }),
        );
  const fields = [
    ['ROS in percent', ros, setRos],
    ['Premium pool in USDT', premium, setPremium],
    ['Performance pool in USDT', performance, setPerformance],
  ] as const;
  const name = before === null ? 'Declare' : 'Change';
  return (
    <ConfirmDialog
      title={before === null ? 'Declare a day' : `Change ${before.date}`}
      confirmLabel={name}
      ready={date !== '' && ros !== '' && premium !== '' && performance !== ''}
      run={run}
      onDone={done}
      onClose={onClose}
    >
      <Stack gap="xs">
        {before === null ? (
          <TextInput
            label="Date"
            type="date"
            min={today}
            max={dateAfter(today, DAYS_AHEAD)}
            value={date}
            onChange={(event) => setDate(event.currentTarget.value)}
          />
        ) : null}
        {fields.map(([label, value, set]) => (
          <TextInput
            key={label}
            label={label}
            inputMode="decimal"
            value={value}
            onChange={(event) => set(event.currentTarget.value)}
          />
        ))}
        <TextInput
          label="Description"
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        <Text size="sm">It is declared and paid to nobody until it is queued or distributed.</Text>
      </Stack>
    </ConfirmDialog>
  );
}

function DeleteDialog({ date, onClose }: { date: string; onClose: () => void }) {
  const done = useDone(onClose);
  const run = (confirmation: Confirmation) =>
    bodyOf(
      api.DELETE('/api/v1/admin/daily-declaration-returns/{date}', {
        params: { path: { date }, header: keyOf(confirmation) },
        body: codeOf(confirmation),
      }),
    );
  return (
    <ConfirmDialog title={`Delete ${date}`} confirmLabel="Delete" run={run} onDone={done} onClose={onClose}>
      <Text size="sm">What is declared for {date} is deleted. Nothing of it was paid.</Text>
    </ConfirmDialog>
  );
}
