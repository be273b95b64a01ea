import { Group, Text } from '@mantine/core';

/** A state as a light, with its words. */
export function Light({ colour, label }: { colour: string; label: string }) {
  return (
    <Group gap={6} wrap="nowrap" role="status">
      <span className="light" style={{ background: `var(--mantine-color-${colour}-6)` }} />
      <Text size="sm">{label}</Text>
    </Group>
  );
}
