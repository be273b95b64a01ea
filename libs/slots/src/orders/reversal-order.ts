/** What an admin has ordered to be taken back: all that a distribution has paid. */
export interface ReversalOrder {
  /** Of the distribution, as hexadecimal digits. */
  readonly distributionId: string;
  readonly key: string;
  /** In the words of the admin. */
  readonly reason: string;
  /** E-mail address of the admin; null where nobody is known. */
  readonly orderedBy: string | null;
  readonly orderedAt: Date;
}

type ReversalFields = Omit<ReversalOrder, 'orderedAt'> & { readonly orderedAt: string };

/** The text that is signed: JSON with its fields in one order, the instant in UTC. Pure, as all here. */
export function reversalText({ distributionId, key, reason, orderedBy, orderedAt }: ReversalOrder): string {
  const fields: ReversalFields = { distributionId, key, reason, orderedBy, orderedAt: orderedAt.toISOString() };
  return JSON.stringify(fields);
}

/** What was ordered, from a text that was signed, and is therefore one of ours. */
export function reversalFromText(text: string): ReversalOrder {
  const { orderedAt, ...fields } = JSON.parse(text) as ReversalFields;
  return { ...fields, orderedAt: new Date(orderedAt) };
}
