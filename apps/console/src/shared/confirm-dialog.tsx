import { Button, Group, Modal, PinInput, Stack, Text } from '@mantine/core';
import { useId, useInterval } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useState, type ReactNode } from 'react';
import { ApiFailure } from '#lib/client';
import { useMe } from '../api/queries.js';
import { FailureNotice } from './failure-notice.jsx';

/** What goes with a change: the code, and a key by which a repeated request is known. */
export interface Confirmation {
  readonly twoFACode: string;
  readonly key: string;
}

interface ConfirmDialogProps {
  readonly title: string;
  /** What it will do, before the code is asked for. */
  readonly children: ReactNode;
  readonly confirmLabel: string;
  /** False for what needs no code. */
  readonly asksCode?: boolean;
  /** False while something beside the code is missing. */
  readonly ready?: boolean;
  readonly run: (confirmation: Confirmation) => Promise<unknown>;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

const DIGITS = 6;
const SECOND_MS = 1_000;
/** Of a key: far more than any two can meet by chance. */
const KEY_BYTES = 16;

/** Asks for the code of the second factor; the change is sent at its sixth digit, once. */
export function ConfirmDialog({
  title,
  children,
  confirmLabel,
  asksCode = true,
  ready = true,
  run,
  onDone,
  onClose,
}: ConfirmDialogProps) {
  const hasCode = useMe().data?.twoFAEnabled ?? true;
  const needsCode = asksCode && hasCode;
  const labelId = useId();
  const [key] = useState(newKey);
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [waitSeconds, setWaitSeconds] = useState(0);
  useInterval(() => setWaitSeconds((left) => Math.max(0, left - 1)), SECOND_MS, { autoInvoke: true });

  const send = async (twoFACode: string): Promise<void> => {
    if (busy || !ready || waitSeconds > 0) return;
    setBusy(true);
    setError(null);
    try {
      const answer = await run({ twoFACode, key });
      if (isProposed(answer)) {
        notifications.show({ message: 'It waits for a second admin: see Approvals.', color: 'yellow' });
        onClose();
      } else onDone();
    } catch (failure) {
      setError(failure);
      setCode('');
      if (failure instanceof ApiFailure && failure.code === 'TWO_FA_CODE_USED') {
        setWaitSeconds(failure.retryAfterSeconds ?? 30);
      }
    } finally {
      setBusy(false);
    }
  };

  return (
    <Modal opened onClose={onClose} title={title} size="lg" centered closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack>
        <div>{children}</div>
        {needsCode ? (
          <div>
            <Text size="sm" id={labelId} mb={4}>
              Code of your authenticator app
            </Text>
            <PinInput
              length={DIGITS}
              type="number"
              oneTimeCode
              value={code}
              disabled={busy || !ready}
              aria-labelledby={labelId}
              getInputProps={(index) => ({
                'aria-label': `Digit ${index + 1} of the code`,
                // The dialog's own trap looks for it.
                'data-autofocus': index === 0 && ready ? true : undefined,
              })}
              onChange={setCode}
              onComplete={(complete) => void send(complete)}
            />
          </div>
        ) : null}
        {waitSeconds > 0 ? (
          <Text size="sm" role="status">
            That code was used. The next one comes in {waitSeconds} s; what you typed stays.
          </Text>
        ) : (
          <FailureNotice error={error} />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button
            loading={busy}
            disabled={!ready || waitSeconds > 0 || (needsCode && code.length < DIGITS)}
            onClick={() => void send(code)}
          >
            {confirmLabel}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** Whether a change waits for somebody else's word instead of being done. */
function isProposed(answer: unknown): boolean {
  if (typeof answer !== 'object' || answer === null) return false;
  return 'proposal' in answer || ('data' in answer && isProposed(answer.data));
}

function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(KEY_BYTES)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}

/** What every change sends besides: the code where one is asked for. */
export function codeOf({ twoFACode }: Confirmation): { twoFACode: string } {
  // Where nobody has a second factor the API takes no code, though its document asks for the field.
  return (twoFACode === '' ? {} : { twoFACode }) as { twoFACode: string };
}

export function keyOf({ key }: Confirmation): { 'Idempotency-Key': string } {
  return { 'Idempotency-Key': key };
}
