/** Low to high (docs/specification.md 2). */
export const RANKS = [
  'Stakeholder',
  'Associate Stakeholder',
  'Principal Strategist',
  'Elite Capitalist',
  'Wealth Architect',
  'Finance Titan',
] as const;
export type Rank = (typeof RANKS)[number];

/**
 * Checks names against the known ranks; letter case counts.
 * @throws Error whose message says what would be right
 */
export function assertRanks(names: readonly string[]): asserts names is readonly Rank[] {
  const known: readonly string[] = RANKS;
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(`names ${quoted(unknown)}, which is no rank; the ranks are ${RANKS.join(', ')}`);
  }
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  if (twice.length > 0) throw new Error(`names ${quoted([...new Set(twice)])} more than once`);
}

function quoted(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name)).join(', ');
}
