import { Table, Text } from '@mantine/core';
import { memo } from 'react';
import type { Day, PreviewSlot, Slot } from '../api/contract.js';
import { count, percent } from '../shared/amounts.js';
import { DataTable } from '../shared/data-table.jsx';
import { Instant } from '../shared/instant.jsx';
import { duration } from '../shared/instants.js';
import { LinkAnchor } from '../shared/links.jsx';
import { Money } from '../shared/money.jsx';
import { StatusBadge } from '../shared/status.jsx';

/** The slots of a day. @param waiting what those that wait would pay as things stand */
export function SlotTable({ day, waiting }: { day: Day; waiting: readonly PreviewSlot[] }) {
  return (
    <DataTable
      label="Slots"
      columns={[
        'Slot',
        'Status',
        'Time',
        { right: 'ROS' },
        { right: 'Premium pool' },
        { right: 'Performance pool' },
        { right: 'Stakes paid of due' },
        { right: 'Amount' },
        { right: 'Late by' },
        { right: 'Errors' },
      ]}
    >
      {day.distributionSlots.map((slot, index) => (
        <Row
          key={slot.slotNumber ?? `manual ${index}`}
          date={day.today}
          slot={slot}
          willPay={waiting.find(({ slotNumber }) => slotNumber === slot.slotNumber)?.total ?? null}
        />
      ))}
    </DataTable>
  );
}

/** Only rows whose slot has changed are drawn again: a day of 100 slots stays fluid. */
const Row = memo(
  function Row({ date, slot, willPay }: { date: string; slot: Slot; willPay: number | null }) {
    const { slotNumber, status, stakes, processedStakes, progress } = slot;
    const due = status === 'EXECUTING' ? progress.totalStakes : (stakes?.due ?? null);
    return (
      <Table.Tr data-slot={slotNumber}>
        <Table.Td>
          {slotNumber === null ? (
            slot.kind
          ) : (
            <LinkAnchor to="/days/$date/slots/$slotNumber" params={{ date, slotNumber: String(slotNumber) }} size="sm">
              Slot {slotNumber}
            </LinkAnchor>
          )}
        </Table.Td>
        <Table.Td>
          <StatusBadge status={status} />
        </Table.Td>
        <Table.Td>
          <Instant at={slot.scheduledFor} />
        </Table.Td>
        <Table.Td className="right number">{percent(slot.rosPercentage)}</Table.Td>
        <Table.Td className="right">
          <Money amount={slot.premiumPoolAmount} />
        </Table.Td>
        <Table.Td className="right">
          <Money amount={slot.performancePoolAmount} />
        </Table.Td>
        <Table.Td className="right number">
          {status === 'PENDING' ? '–' : `${count(processedStakes)} of ${due === null ? '–' : count(due)}`}
        </Table.Td>
        <Table.Td className="right">
          {status === 'PENDING' && willPay !== null ? (
            <>
              <Text span size="xs" c="dimmed">
                will pay{' '}
              </Text>
              <Money amount={willPay} />
            </>
          ) : (
            <Money amount={slot.totalDistributed} />
          )}
        </Table.Td>
        <Table.Td className="right number">{slot.latenessMs === null ? '–' : duration(slot.latenessMs)}</Table.Td>
        <Table.Td className="right number">
          {slot.errors > 0 ? (
            <Text span size="sm" c="var(--mantine-color-error)" fw={600}>
              {count(slot.errors)}
            </Text>
          ) : (
            '0'
          )}
        </Table.Td>
      </Table.Tr>
    );
  },
  (before, after) =>
    before.date === after.date &&
    before.willPay === after.willPay &&
    JSON.stringify(before.slot) === JSON.stringify(after.slot),
);
