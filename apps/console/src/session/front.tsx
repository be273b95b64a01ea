import { Center, Paper, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** A screen that stands alone. */
export function Front({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Center mih="100vh" p="md" component="main">
      <Paper withBorder p="lg" w={400} maw="100%">
        <Title order={1} size="h3" mb="md">
          {title}
        </Title>
        {children}
      </Paper>
    </Center>
  );
}
