import { Button, Group, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import type { Reconciliation } from '../api/contract.js';
import { count, counted, usdt } from '../shared/amounts.js';
import { DataTable } from '../shared/data-table.jsx';
import { Instant } from '../shared/instant.jsx';
import { duration } from '../shared/instants.js';
import { Light } from '../shared/light.jsx';
import { MoneyCell } from '../shared/money.jsx';
import { Empty, Loaded, Section } from '../shared/page.jsx';
import { failureReason } from '../shared/failure-reasons.js';
import { CompensateDialog, useReconciliation } from './slot-actions.jsx';

/** The proof of a day: each check, what is missing, and paying it. */
export function Proof({ date }: { date: string }) {
  const query = useReconciliation(date);
  return (
    <Stack>
      <Group>
        <Button size="compact-md" loading={query.isFetching} onClick={() => void query.refetch()}>
          Prove again
        </Button>
      </Group>
      <Loaded query={query}>{(proof) => <Report date={date} proof={proof} />}</Loaded>
    </Stack>
  );
}

function Report({ date, proof }: { date: string; proof: Reconciliation }) {
  return (
    <Stack>
      <Light
        colour={proof.holds ? 'green' : 'red'}
        label={proof.holds ? 'The books hold' : 'The books do not hold: see what differs'}
      />
      <Text size="xs" c="dimmed">
        Proved at <Instant at={proof.checkedAt} withDate /> in {duration(proof.tookMs)}.
      </Text>
      <Missing date={date} proof={proof} />
      <Section title="Checks">
        <DataTable label="Checks" columns={['Check', 'What holds', { right: 'Looked at' }, 'Outcome']}>
          {proof.checks.map(({ id, title, scope, holds, checked, differences, differencesTotal }) => (
            <Table.Tr key={id}>
              <Table.Td>{id}</Table.Td>
              <Table.Td>
                {title}
                {id === 'I2' && scope === 'date' ? (
                  <Text size="xs" c="dimmed">
                    Of those that the date has paid; <code>npm run reconcile -- --full</code> looks at all.
                  </Text>
                ) : null}
                {differences.map(({ what, expected, actual }) => (
                  <Text key={`${what} ${expected} ${actual}`} size="xs" c="var(--mantine-color-error)">
                    {what}: {actual} instead of {expected}
                  </Text>
                ))}
              </Table.Td>
              <Table.Td className="right number">{count(checked)}</Table.Td>
              <Table.Td>
                <Light
                  colour={holds ? 'green' : 'red'}
                  label={holds ? 'holds' : `${counted(differencesTotal, 'difference')}`}
                />
              </Table.Td>
            </Table.Tr>
          ))}
        </DataTable>
      </Section>
    </Stack>
  );
}

function Missing({ date, proof: { missing } }: { date: string; proof: Reconciliation }) {
  const [open, setOpen] = useState(false);
  return (
    <Section
      title="What is owed"
      actions={
        missing.payable === 0 ? undefined : (
          <Button size="compact-md" onClick={() => setOpen(true)}>
            Pay what is missing
          </Button>
        )
      }
    >
      {missing.count === 0 ? (
        <Empty>Nothing is owed.</Empty>
      ) : (
        <>
          <Text size="sm" mb="xs">
            {counted(missing.count, 'record')} not paid; {count(missing.payable)} can be paid now:{' '}
            {usdt(missing.amount)}.
          </Text>
          <DataTable label="What is owed" columns={['Slot', 'Part', 'Stake or user', 'Why', { right: 'Owed' }]}>
            {missing.items.map((item) => (
              <Table.Tr key={`${item.key} ${item.phase} ${item.subjectId}`}>
                <Table.Td>{item.slotNumber ?? item.key}</Table.Td>
                <Table.Td>{item.phase}</Table.Td>
                <Table.Td className="number">{item.subjectId}</Table.Td>
                <Table.Td>{item.reason === null ? 'never reached' : failureReason(item.reason)}</Table.Td>
                <MoneyCell amount={item.amount} />
              </Table.Tr>
            ))}
          </DataTable>
          {missing.unreported > 0 ? (
            <Text size="xs" c="dimmed">
              And {counted(missing.unreported, 'more record')}.
            </Text>
          ) : null}
        </>
      )}
      {open ? <CompensateDialog date={date} onClose={() => setOpen(false)} /> : null}
    </Section>
  );
}
