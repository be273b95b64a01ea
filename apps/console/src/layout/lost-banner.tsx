import { Alert, Button, Group, Text } from '@mantine/core';
import { tryStreamsNow } from '../api/event-stream.js';
import { useStreamLostSince } from '../api/queries.js';
import { useZoneClock } from '../shared/instant.jsx';

/** Over every screen while nothing arrives from the API: since when, what that means, and that it is tried again. */
export function LostBanner() {
  const since = useStreamLostSince();
  const clock = useZoneClock();
  if (since === null) return null;
  return (
    <Alert color="red" variant="outline" role="alert" mb="md" title={`Not live since ${clock.time(since)}`}>
      <Group justify="space-between" gap="xs">
        <Text size="sm">
          The API does not answer. You see what was last known; what you type stays. It is tried again by itself.
        </Text>
        <Button size="compact-md" variant="default" onClick={tryStreamsNow}>
          Try now
        </Button>
      </Group>
    </Alert>
  );
}
