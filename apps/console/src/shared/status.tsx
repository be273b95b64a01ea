import { Badge } from '@mantine/core';

const COLOURS: Readonly<Record<string, string>> = {
  PENDING: 'yellow',
  SCHEDULED: 'yellow',
  EXECUTING: 'blue',
  COMPLETED: 'green',
  FAILED: 'red',
  CANCELLED: 'gray',
  NOT_QUEUED: 'gray',
};

const WORDS: Readonly<Record<string, string>> = {
  PENDING: 'Waiting',
  SCHEDULED: 'Next one waits',
  EXECUTING: 'Paying',
  COMPLETED: 'Completed',
  FAILED: 'Failed',
  CANCELLED: 'Cancelled',
  NOT_QUEUED: 'Not planned',
};

export function statusColour(status: string): string {
  return COLOURS[status] ?? 'gray';
}

export function statusWord(status: string): string {
  return WORDS[status] ?? status;
}

/** One colour per status everywhere, and never the colour alone. */
export function StatusBadge({ status }: { status: string }) {
  return (
    <Badge variant="dot" color={statusColour(status)} radius="sm" data-status={status} className="status">
      {statusWord(status)}
    </Badge>
  );
}
