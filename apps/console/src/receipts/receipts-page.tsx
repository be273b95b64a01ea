import { Alert, Button, FileButton, Stack, Table, Text, TextInput, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { api, dataOf } from '../api/api.js';
import { DataTable } from '../shared/data-table.jsx';
import { FailureNotice } from '../shared/failure-notice.jsx';
import { Light } from '../shared/light.jsx';
import { Empty, Loaded, Page, Section } from '../shared/page.jsx';
import { checkReceipt, readReceipt, type Receipt } from './check-receipt.js';

const DATE = /^\d{4}-\d{2}-\d{2}/;

/** A receipt, of an entry here or from elsewhere, checked in the browser against a root that was written down. */
export function ReceiptsPage() {
  const { entry } = useSearch({ from: '/receipts' });
  const query = useQuery({
    queryKey: ['receipt', entry],
    enabled: entry !== undefined,
    queryFn: async () => {
      const receipt = await dataOf(
        api.GET('/api/v1/admin/transactions/{id}/receipt', { params: { path: { id: entry ?? '' } } }),
      );
      return JSON.stringify(receipt, null, 2);
    },
  });
  return (
    <Page title="Verify a receipt">
      {entry === undefined ? (
        <Verify key="none" given="" />
      ) : (
        <Loaded query={query}>{(given) => <Verify key={entry} given={given} />}</Loaded>
      )}
    </Page>
  );
}

function Verify({ given }: { given: string }) {
  const [text, setText] = useState(given);
  const [known, setKnown] = useState('');
  const receipt = readReceipt(text);
  const take = (file: File | null): void => void file?.text().then(setText);
  return (
    <Stack>
      <Section
        title="The receipt"
        actions={
          <>
            <FileButton
              onChange={take}
              accept="application/json,.json"
              inputProps={{ 'aria-label': 'Receipt as a file' }}
            >
              {(props) => (
                <Button {...props} size="compact-md" variant="default">
                  Open a file
                </Button>
              )}
            </FileButton>
            {receipt === null ? null : (
              <Button
                size="compact-md"
                variant="default"
                component="a"
                href={`data:application/json,${encodeURIComponent(text)}`}
                download="receipt.json"
              >
                Save
              </Button>
            )}
          </>
        }
      >
        <Stack gap="xs">
          <Textarea
            aria-label="Receipt as JSON"
            placeholder="A receipt as JSON: of a user’s entry (Users, then its receipt), or as he sent it"
            rows={8}
            spellCheck={false}
            className="receipt-text"
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <TextInput
            label="Root or link that was written down"
            description="From an alert, a log line or a message of that day. Left out: as this system has it now"
            inputWrapperOrder={['label', 'input', 'error', 'description']}
            spellCheck={false}
            value={known}
            onChange={(event) => setKnown(event.currentTarget.value)}
          />
        </Stack>
      </Section>
      {text.trim() === '' ? (
        <Empty>Open or paste a receipt: it is checked here, in this browser, and sent nowhere.</Empty>
      ) : receipt === null ? (
        <Empty>This is no receipt: it has no entry, path, root and link.</Empty>
      ) : (
        <Verdict receipt={receipt} known={known.trim()} />
      )}
    </Stack>
  );
}

function Verdict({ receipt, known }: { receipt: Receipt; known: string }) {
  const { link } = receipt;
  const date = DATE.exec(link.key)?.[0];
  const ours = useQuery({
    queryKey: ['proofs', date, link.seq],
    enabled: known === '' && date !== undefined,
    queryFn: async () => {
      const range = { from: date ?? '', to: date ?? '', limit: 100 };
      const { proofs } = await dataOf(api.GET('/api/v1/admin/proofs', { params: { query: range } }));
      return proofs.find(({ seq }) => seq === link.seq)?.root ?? '';
    },
  });
  const wanted = known === '' ? ours.data : known;
  const checks = useQuery({
    queryKey: ['checked', JSON.stringify(receipt), wanted],
    enabled: wanted !== undefined,
    queryFn: () => checkReceipt(receipt, wanted ?? ''),
  });
  return (
    <Stack>
      <FailureNotice error={ours.error ?? checks.error} />
      {date === undefined && known === '' ? (
        <Text size="sm">Its slot has no date of its own: give the root that was written down.</Text>
      ) : null}
      {checks.data === undefined ? null : <Outcome receipt={receipt} checks={checks.data} isOurs={known === ''} />}
    </Stack>
  );
}

function Outcome({
  receipt: { entry, link },
  checks,
  isOurs,
}: {
  receipt: Receipt;
  checks: Awaited<ReturnType<typeof checkReceipt>>;
  isOurs: boolean;
}) {
  const holds = checks.every((check) => check.holds);
  const facts = [
    ['Amount', `${textOf(entry['amount'])} USDT`],
    ['What', textOf(entry['description'] ?? entry['type'])],
    ['User', textOf(entry['userId'])],
    ['Stake', textOf(entry['stakeId'])],
    ['Paid at', textOf(entry['createdAt'])],
    ['Slot', `${link.key}, link ${link.seq} of the chain`],
  ] as const;
  return (
    <>
      <Alert color={holds ? 'green' : 'red'} variant="outline" role="status" data-verified={holds}>
        <Text fw={600}>
          {holds
            ? `The receipt holds: ${textOf(entry['amount'])} USDT, paid by ${link.key}.`
            : 'The receipt does not hold: this is not what was paid.'}
        </Text>
        <Text size="sm">
          {isOurs
            ? 'Compared with the chain as this system has it now. A root that left the house on its day says more.'
            : 'Compared with what you have written down: nobody here can have changed it since.'}
        </Text>
      </Alert>
      <Section title="Checks">
        <Stack gap={6}>
          {checks.map(({ what, holds }) => (
            <Light key={what} colour={holds ? 'green' : 'red'} label={holds ? what : `Not so: ${what}`} />
          ))}
        </Stack>
      </Section>
      <Section title="What it says">
        <DataTable label="What it says">
          {facts.map(([label, value]) => (
            <Table.Tr key={label}>
              <Table.Th w={110}>{label}</Table.Th>
              <Table.Td className="number">{value}</Table.Td>
            </Table.Tr>
          ))}
        </DataTable>
      </Section>
    </>
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '–';
}
