import { Alert, Text } from '@mantine/core';
import type { ReactNode } from 'react';

interface WarningProps {
  readonly title?: string;
  /** `alert` is read aloud at once. */
  readonly role: 'alert' | 'status';
  readonly children: ReactNode;
}

/** What is to be looked at before anything is done. */
export function Warning({ title, role, children }: WarningProps) {
  // In the colour of its frame a title has too little contrast.
  const shown =
    title === undefined ? undefined : (
      <Text inherit c="bright">
        {title}
      </Text>
    );
  return (
    <Alert color="orange" variant="outline" role={role} title={shown}>
      {children}
    </Alert>
  );
}
