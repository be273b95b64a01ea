import { AuditEntries } from '../audit/audit-entries.jsx';
import { Section } from '../shared/page.jsx';

/** Who ordered, changed and retried what of a day. */
export function DayAudit({ date }: { date: string }) {
  return (
    <Section title="Audit trail">
      <AuditEntries filter={{ date }} />
    </Section>
  );
}
