import { Stack, Table, Text } from '@mantine/core';
import type { Preview, PreviewSlot } from '../api/contract.js';
import { count, counted, percent, sumOf } from '../shared/amounts.js';
import { DataTable } from '../shared/data-table.jsx';
import { Instant } from '../shared/instant.jsx';
import { Money, MoneyCell } from '../shared/money.jsx';
import { Warning } from '../shared/warning.jsx';

/** What each slot would pay now. */
export function PreviewTable({ preview }: { preview: Preview }) {
  return (
    <Stack gap="xs">
      {preview.warnings.length === 0 ? null : (
        <Warning role="status" title="Look at this first">
          {preview.warnings.map((warning) => (
            <Text key={warning} size="sm">
              {warning}
            </Text>
          ))}
        </Warning>
      )}
      <DataTable
        label="What it would pay"
        columns={[
          'Slot',
          'Time',
          { right: 'ROS' },
          // Where the table is wider than its place, the sum is what is seen first.
          { right: 'Together' },
          { right: 'ROS total' },
          { right: 'Pools' },
          { right: 'Stakes' },
          { right: 'Users' },
        ]}
        foot={
          <Table.Tr>
            <Table.Th colSpan={3}>Together</Table.Th>
            <Table.Th className="right" data-preview-total={preview.total}>
              <Money amount={preview.total} />
            </Table.Th>
            <Table.Td colSpan={4} />
          </Table.Tr>
        }
      >
        {preview.distributionSlots.map((slot, index) => (
          <Table.Tr key={slot.slotNumber ?? index}>
            <Table.Td>{slot.slotNumber ?? '–'}</Table.Td>
            <Table.Td>
              <Instant at={slot.scheduledFor} />
            </Table.Td>
            <Table.Td className="right number">{percent(slot.rosPercentage)}</Table.Td>
            <MoneyCell amount={slot.total} />
            <MoneyCell amount={slot.ros.total} />
            <MoneyCell amount={sumOf([slot.premiumPool.total, slot.performancePool.total])} />
            <Table.Td className="right number">{count(slot.ros.stakes)}</Table.Td>
            <Table.Td className="right number">{count(slot.ros.users)}</Table.Td>
          </Table.Tr>
        ))}
      </DataTable>
      {preview.distributionSlots.map((slot, index) => {
        const notes = notesOf(slot);
        return notes.length === 0 ? null : (
          <Text key={slot.slotNumber ?? index} size="xs" c="dimmed">
            {slot.slotNumber === null ? '' : `Slot ${slot.slotNumber}: `}
            {notes.join('; ')}.
          </Text>
        );
      })}
    </Stack>
  );
}

/** Who is not due and why, who is capped, and what a pool's share is. */
function notesOf({ ros, premiumPool, performancePool }: PreviewSlot): string[] {
  const { notDue, unpayable } = ros;
  const stakes = [
    [notDue.activatedLater, 'not due because activated later'],
    [notDue.withoutActivation, 'not due without an instant of activation'],
    [ros.cappedStakes, 'cut by their cap'],
    [ros.atCap, 'at their cap already'],
    [ros.nothing, 'round to nothing'],
    [unpayable.count, `cannot be paid (${Object.keys(unpayable.byReason).join(', ')})`],
  ] as const;
  const pools = [
    ['premium', premiumPool],
    ['performance', performancePool],
  ] as const;
  return [
    ...stakes.filter(([number]) => number > 0).map(([number, what]) => `${counted(number, 'stake')} ${what}`),
    ...pools
      .filter(([, { pool }]) => pool > 0)
      .map(([name, { qualifiers, share }]) =>
        qualifiers === 0
          ? `nobody qualifies for the ${name} pool`
          : `${name} pool: ${counted(qualifiers, 'user')}, ${share} USDT each`,
      ),
  ];
}
