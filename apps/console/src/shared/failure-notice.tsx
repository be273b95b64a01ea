import { Alert, Button, CopyButton, Group, Text } from '@mantine/core';
import { ApiAwayError, ApiFailure } from '#lib/client';

/** What went wrong, that nothing was changed, what to do next, and the request to ask about. */
export function FailureNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  if (error === null || error === undefined) return null;
  const { title, text, next } = inWords(error);
  const requestId = error instanceof ApiFailure ? error.requestId : null;
  return (
    <Alert color="red" variant="outline" title={title} role="alert" className="failure">
      <Text size="sm">{text}</Text>
      {error instanceof ApiFailure && error.details.length > 0 ? (
        <ul>
          {error.details.map(({ field, message }) => (
            <li key={`${field} ${message}`}>
              <b>{field}</b> {message}
            </li>
          ))}
        </ul>
      ) : null}
      {next === '' ? null : <Text size="sm">{next}</Text>}
      <Group gap="xs" mt="xs">
        {onRetry === undefined ? null : (
          <Button size="compact-sm" variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
        {requestId === null ? null : (
          <CopyButton value={requestId}>
            {({ copied, copy }) => (
              <Button size="compact-sm" variant="default" onClick={copy}>
                {copied ? 'Copied' : `Copy request ${requestId.slice(0, 8)}`}
              </Button>
            )}
          </CopyButton>
        )}
      </Group>
    </Alert>
  );
}

interface Words {
  readonly title: string;
  readonly text: string;
  readonly next: string;
}

function inWords(error: unknown): Words {
  if (error instanceof ApiAwayError) {
    return {
      title: 'The API does not answer',
      text: 'The request may or may not have arrived.',
      next: 'What is shown is what was last known. A change can be sent again: it is never done twice.',
    };
  }
  if (!(error instanceof ApiFailure)) {
    const text = error instanceof Error ? error.message : String(error);
    return { title: 'This page has failed', text, next: 'Load it again; nothing was changed.' };
  }
  const nothing = error.status < 500 ? 'Nothing was changed.' : '';
  const next: Readonly<Record<number, string>> = {
    401: 'Sign in again: what you typed stays.',
    403: nothing,
    404: nothing,
    409: 'Nothing was changed. Look at what is there now.',
    429: `Nothing was changed. Try again in ${error.retryAfterSeconds ?? 60} s.`,
    503: 'Look at Health, then try again: a change that was made is never made twice.',
  };
  return { title: titleOf(error), text: error.message, next: next[error.status] ?? nothing };
}

function titleOf({ status, code }: ApiFailure): string {
  if (status === 400) return 'Some values are not right';
  if (status === 409) return 'This does not fit what is there';
  if (status === 503) return 'Something that the API needs is down';
  return code
    .replaceAll('_', ' ')
    .toLowerCase()
    .replace(/^./, (letter) => letter.toUpperCase());
}
