import { SimpleGrid, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { Page } from '../shared/page.jsx';
import { AuditChain } from './audit-chain.jsx';
import { AuditEntries } from './audit-entries.jsx';

const TYPING_MS = 300;
const FIELDS = [
  ['actor', 'Who'],
  ['action', 'What'],
  ['target', 'Of what'],
  ['date', 'Day'],
  ['requestId', 'Request'],
] as const;

/** Who changed what, when, from where; sign-ins and refusals too. */
export function AuditPage() {
  const search = useSearch({ from: '/audit' });
  const navigate = useNavigate();
  const [typed, setTyped] = useState<Readonly<Record<string, string | undefined>>>({ ...search });
  const apply = useDebouncedCallback((values: typeof typed) => {
    const filled = Object.fromEntries(
      Object.entries(values).filter(([, value]) => value !== undefined && value !== ''),
    );
    void navigate({ to: '/audit', search: filled, replace: true });
  }, TYPING_MS);
  return (
    <Page title="Audit log">
      <SimpleGrid cols={{ base: 2, sm: 5 }} spacing="xs">
        {FIELDS.map(([field, label]) => (
          <TextInput
            key={field}
            label={label}
            type={field === 'date' ? 'date' : 'text'}
            value={typed[field] ?? ''}
            onChange={({ currentTarget: { value } }) => {
              const next = { ...typed, [field]: value.trim() };
              setTyped(next);
              apply(next);
            }}
          />
        ))}
      </SimpleGrid>
      <AuditChain />
      <AuditEntries filter={search} />
    </Page>
  );
}
