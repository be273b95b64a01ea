import { NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf } from '../api/api.js';
import type { SlotDetail } from '../api/contract.js';
import { takeDay } from '../api/queries.js';
import { counted, percent, usdt } from '../shared/amounts.js';
import { ConfirmDialog, codeOf, keyOf, type Confirmation } from '../shared/confirm-dialog.jsx';
import { FailureNotice } from '../shared/failure-notice.jsx';
import { useZoneClock } from '../shared/instant.jsx';
import { TimeField } from '../shared/time-field.jsx';

const LABELS: Readonly<Record<string, string>> = {
  change: 'Change',
  cancel: 'Cancel the slot',
  retry: 'Retry',
  compensate: 'Pay what is missing',
  reverse: 'Take back',
  reinstate: 'Reinstate',
};

export function actionLabel(name: string, slot: SlotDetail): string {
  return name === 'cancel' && hasEnded(slot) ? `Cancel the ${slot.run.kind}` : (LABELS[name] ?? name);
}

/** What waits of it is a further run. */
function hasEnded({ status, run }: SlotDetail): boolean {
  return (status === 'COMPLETED' || status === 'FAILED') && run.state === 'REQUESTED';
}

interface SlotActionProps {
  readonly action: string;
  readonly date: string;
  readonly slotNumber: number;
  readonly slot: SlotDetail;
  readonly onClose: () => void;
}

/** What an action will do, then the code. */
export function SlotActionDialog(props: SlotActionProps) {
  switch (props.action) {
    case 'change':
      return <Change {...props} />;
    case 'cancel':
      return <Cancel {...props} />;
    case 'retry':
      return <Retry {...props} />;
    case 'compensate':
      return <Compensate {...props} />;
    case 'reverse':
      return <Reverse {...props} />;
    default:
      return <Reinstate {...props} />;
  }
}

function useLookAgain(date: string): () => void {
  const queries = useQueryClient();
  return () => {
    for (const key of ['slot', 'day', 'failures', 'reconciliation', 'days', 'waiting']) {
      void queries.invalidateQueries({ queryKey: [key] });
    }
    void api.GET('/api/v1/admin/daily-declaration-returns/{date}/status', { params: { path: { date } } }).then(
      ({ data }) => (data === undefined ? undefined : takeDay(queries, data.data)),
      () => undefined,
    );
  };
}

/** An action that runs in its own time: the answer is not waited for, the day shows how it goes. */
const AT_ONCE = 'wait=0';

function Retry({ date, slotNumber, slot, onClose }: SlotActionProps) {
  const lookAgain = useLookAgain(date);
  const run = (confirmation: Confirmation) =>
    dataOf(
      api.POST('/api/v1/admin/daily-declaration-returns/{date}/slots/{slotNumber}/retry', {
        params: { path: { date, slotNumber }, header: { ...keyOf(confirmation), Prefer: AT_ONCE } },
        body: codeOf(confirmation),
      }),
    );
  const left = slot.errors > 0 ? counted(slot.errors, 'record') : 'what is open';
  return (
    <ConfirmDialog
      title={`Retry slot ${slotNumber}`}
      confirmLabel="Retry"
      run={run}
      onDone={done(lookAgain, onClose)}
      onClose={onClose}
    >
      <Text size="sm">
        It pays {left} that it has not paid, at {percent(slot.rosPercentage)}, and nobody twice. What is not mended
        fails again, with its reason.
      </Text>
    </ConfirmDialog>
  );
}

function Cancel({ date, slotNumber, slot, onClose }: SlotActionProps) {
  const lookAgain = useLookAgain(date);
  const clock = useZoneClock();
  const run = (confirmation: Confirmation) =>
    dataOf(
      api.DELETE('/api/v1/admin/daily-declaration-returns/{date}/queue/{slotNumber}', {
        params: { path: { date, slotNumber }, header: keyOf(confirmation) },
        body: codeOf(confirmation),
      }),
    );
  return (
    <ConfirmDialog
      title={hasEnded(slot) ? `${actionLabel('cancel', slot)} of slot ${slotNumber}` : `Cancel slot ${slotNumber}`}
      confirmLabel={actionLabel('cancel', slot)}
      run={run}
      onDone={done(lookAgain, onClose)}
      onClose={onClose}
    >
      <Text size="sm">
        {hasEnded(slot)
          ? 'It will not run again. The slot stays as it ended, and what it owes stays owed.'
          : `It will not run at ${clock.time(slot.scheduledFor)}. What is declared stays, and can be queued again the same day.`}
      </Text>
    </ConfirmDialog>
  );
}

function Change({ date, slotNumber, slot, onClose }: SlotActionProps) {
  const lookAgain = useLookAgain(date);
  const clock = useZoneClock();
  const before = { time: clock.time(slot.scheduledFor), ros: slot.rosPercentage };
  const [time, setTime] = useState(before.time);
  const [ros, setRos] = useState<string | number>(before.ros);
  const changed = {
    ...(time === before.time ? {} : { scheduledFor: time }),
    ...(Number(ros) === before.ros ? {} : { rosPercentage: ros }),
  };
  const run = (confirmation: Confirmation) =>
    dataOf(
      api.PATCH('/api/v1/admin/daily-declaration-returns/{date}/queue/{slotNumber}', {
        params: { path: { date, slotNumber }, header: keyOf(confirmation) },
        body: { ...changed, ...codeOf(confirmation) },
      }),
    );
  return (
    <ConfirmDialog
      title={`Change slot ${slotNumber}`}
      confirmLabel="Change"
      ready={Object.keys(changed).length > 0}
      run={run}
      onDone={done(lookAgain, onClose)}
      onClose={onClose}
    >
      <Stack>
        <TimeField label={`Time (${clock.zone})`} value={time} onChange={setTime} />
        <NumberInput label="ROS in percent" min={0} max={2.2} decimalScale={6} value={ros} onChange={setRos} />
      </Stack>
    </ConfirmDialog>
  );
}

function Compensate({ date, onClose }: SlotActionProps) {
  return <CompensateDialog date={date} onClose={onClose} />;
}

/** Pays what a date owes, to exactly those who are owed. */
export function CompensateDialog({ date, onClose }: { date: string; onClose: () => void }) {
  const lookAgain = useLookAgain(date);
  const proof = useReconciliation(date);
  const run = (confirmation: Confirmation) =>
    dataOf(
      api.POST('/api/v1/admin/daily-declaration-returns/{date}/compensate', {
        params: { path: { date }, header: { ...keyOf(confirmation), Prefer: AT_ONCE } },
        body: codeOf(confirmation),
      }),
    );
  const missing = proof.data?.missing;
  return (
    <ConfirmDialog
      title={`Pay what is missing of ${date}`}
      confirmLabel="Pay what is missing"
      ready={missing !== undefined && missing.payable > 0}
      run={run}
      onDone={done(lookAgain, onClose)}
      onClose={onClose}
    >
      <FailureNotice error={proof.error} />
      <Text size="sm">
        {missing === undefined
          ? 'Reading what is owed …'
          : missing.payable === 0
            ? 'Nothing is owed that can be paid now. Mend the records first.'
            : `It pays ${usdt(missing.amount)} to ${counted(missing.payable, 'record')}, whatever slot they belong to, and nobody twice.`}
      </Text>
    </ConfirmDialog>
  );
}

/** The proof of a date, and what it owes. */
export function useReconciliation(date: string) {
  return useQuery({
    queryKey: ['reconciliation', date],
    staleTime: 0,
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/api/v1/admin/daily-declaration-returns/{date}/reconciliation', {
          params: { path: { date } },
          signal,
        }),
      ),
  });
}

/** A preview changes nothing, so nobody is asked for a code. */
const NO_CODE = codeOf({ twoFACode: '', key: '' });

function Reverse({ date, slotNumber, slot, onClose }: SlotActionProps) {
  const lookAgain = useLookAgain(date);
  const [reason, setReason] = useState('');
  const take = (body: { reason: string; preview?: boolean; twoFACode: string }, header: object = {}) =>
    dataOf(
      api.POST('/api/v1/admin/daily-declaration-returns/{date}/slots/{slotNumber}/reverse', {
        params: { path: { date, slotNumber }, header },
        body,
      }),
    );
  const preview = useQuery({
    queryKey: ['slot', date, slotNumber, 'reversal', reason === ''],
    queryFn: () => take({ reason: reason || 'preview', preview: true, ...NO_CODE }),
  });
  const foreseen = preview.data !== undefined && 'preview' in preview.data ? preview.data.preview : undefined;
  const run = (confirmation: Confirmation) =>
    take({ reason, ...codeOf(confirmation) }, { ...keyOf(confirmation), Prefer: AT_ONCE });
  return (
    <ConfirmDialog
      title={`Take back slot ${slotNumber}`}
      confirmLabel="Take back"
      ready={reason.trim() !== ''}
      run={run}
      onDone={done(lookAgain, onClose)}
      onClose={onClose}
    >
      <Stack>
        <Text size="sm">
          It takes back exactly what this slot paid, {usdt(slot.totalDistributed)}, by entries of their own. A wallet
          that would fall below zero is not touched, and told.
        </Text>
        {foreseen === undefined ? null : (
          <Text size="sm">
            As things stand {counted(foreseen.count, 'payout')} of {counted(foreseen.users, 'user')},{' '}
            {usdt(foreseen.amount)} together; {counted(foreseen.belowZero.users, 'wallet')} would not be touched.
          </Text>
        )}
        <FailureNotice error={preview.error} />
        <TextInput label="Why" required value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
      </Stack>
    </ConfirmDialog>
  );
}

function Reinstate({ date, slotNumber, slot, action, onClose }: SlotActionProps) {
  const lookAgain = useLookAgain(date);
  const run = (confirmation: Confirmation) =>
    dataOf(
      api.POST('/api/v1/admin/daily-declaration-returns/{date}/slots/{slotNumber}/reinstate', {
        params: { path: { date, slotNumber }, header: keyOf(confirmation) },
        body: codeOf(confirmation),
      }),
    );
  return (
    <ConfirmDialog
      title={`${actionLabel(action, slot)} slot ${slotNumber}`}
      confirmLabel={actionLabel(action, slot)}
      run={run}
      onDone={done(lookAgain, onClose)}
      onClose={onClose}
    >
      <Text size="sm">The slot, taken back, can be paid again by a retry.</Text>
    </ConfirmDialog>
  );
}

function done(lookAgain: () => void, onClose: () => void): () => void {
  return () => {
    lookAgain();
    onClose();
  };
}
