import { Table, Text } from '@mantine/core';
import { memo } from 'react';
import type { Day, PreviewSlot, Slot } from '../api/contract.js';
import { count, percent } from '../shared/amounts.js';
import { DataTable } from '../shared/data-table.jsx';
import { Instant } from '../shared/instant.jsx';
import { duration } from '../shared/instants.js';
import { LinkAnchor } from '../shared/links.jsx';
import { Money, MoneyCell } from '../shared/money.jsx';
import { StatusBadge } from '../shared/status.jsx';

/** The slots of a day. @param waiting what those that wait would pay as things stand */
export function SlotTable({ day, waiting }: { day: Day; waiting: readonly PreviewSlot[] }) {
  const hasPools = day.distributionSlots.some((slot) => slot.premiumPoolAmount + slot.performancePoolAmount > 0);
  return (
    <DataTable
      label="Slots"
      columns={[
        'Slot',
        'Status',
        'Time',
        { right: 'ROS' },
        ...(hasPools ? [{ right: 'Premium pool' }, { right: 'Performance pool' }] : []),
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
          hasPools={hasPools}
          willPay={waiting.find(({ slotNumber }) => slotNumber === slot.slotNumber)?.total ?? null}
        />
      ))}
    </DataTable>
  );
}

interface RowProps {
  readonly date: string;
  readonly slot: Slot;
  /** Whether any slot of the day pays one. */
  readonly hasPools: boolean;
  readonly willPay: number | null;
}

/** Only rows whose slot has changed are drawn again: a day of 100 slots stays fluid. */
const Row = memo(
  function Row({ date, slot, hasPools, willPay }: RowProps) {
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
          {slot.reversal === null || slot.reversal.status === 'REINSTATED' ? null : (
            <Text size="xs" c="dimmed">
              taken back
            </Text>
          )}
        </Table.Td>
        <Table.Td>
          <Instant at={slot.scheduledFor} />
        </Table.Td>
        <Table.Td className="right number">{percent(slot.rosPercentage)}</Table.Td>
        {hasPools ? (
          <>
            <MoneyCell amount={slot.premiumPoolAmount} />
            <MoneyCell amount={slot.performancePoolAmount} />
          </>
        ) : null}
        <Table.Td className="right number">
          {status === 'PENDING' ? '–' : `${count(processedStakes)} of ${due === null ? '–' : count(due)}`}
        </Table.Td>
        <Table.Td className="right">
          {status === 'PENDING' && willPay !== null ? (
            <span className="number">
              <Text span size="xs" c="dimmed">
                will pay{' '}
              </Text>
              <Money amount={willPay} />
            </span>
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
    before.hasPools === after.hasPools &&
    before.willPay === after.willPay &&
    JSON.stringify(before.slot) === JSON.stringify(after.slot),
);
