import { Alert, Button, Code, Group, List, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api, dataOf } from '../api/api.js';
import { count } from '../shared/amounts.js';
import { FailureNotice } from '../shared/failure-notice.jsx';
import { Light } from '../shared/light.jsx';

/** Whether the log is as it was written: each record carries the hash of the one before. */
export function AuditChain() {
  const query = useQuery({
    queryKey: ['audit-chain'],
    queryFn: () => dataOf(api.GET('/api/v1/admin/audit-log/chain')),
  });
  const chain = query.data;
  return (
    <Stack gap={4}>
      <FailureNotice error={query.error} />
      <Group gap="sm">
        {chain === undefined ? (
          <Light colour="gray" label="Chain: being checked" />
        ) : chain.head === null ? (
          <Light colour="gray" label="Chain: no record yet" />
        ) : (
          <Light
            colour={chain.intact ? 'green' : 'red'}
            label={`${chain.intact ? 'Chain intact' : 'Chain broken'}: records ${count(chain.from)} to ${count(chain.head.seq)}`}
          />
        )}
        <Button size="compact-xs" variant="default" loading={query.isFetching} onClick={() => void query.refetch()}>
          Check again
        </Button>
      </Group>
      {chain?.head ? (
        <Text size="xs" c="dimmed">
          Newest record <Code className="hash">{chain.head.hash}</Code>
        </Text>
      ) : null}
      {chain === undefined || chain.intact ? null : (
        <Alert color="red" variant="outline" role="alert" title="The log is not as it was written">
          <List size="sm">
            {chain.problems.map(({ problem }) => (
              <List.Item key={problem}>{problem}</List.Item>
            ))}
          </List>
          <Text size="sm">Keep this database as it is, and run npm run reconcile: it walks the whole log.</Text>
        </Alert>
      )}
    </Stack>
  );
}
