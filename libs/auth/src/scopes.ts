/** What an admin may do (docs/specification.md 3.4), the least first. */
export const SCOPES = ['view', 'support', 'finance', 'operate', 'pay', 'approve'] as const;
export type Scope = (typeof SCOPES)[number];

export function isScope(text: string): text is Scope {
  return SCOPES.some((scope) => scope === text);
}

/** @param kept what the credential holds; nothing: all of them, and what is no scope any more gives no right */
export function scopesOf(kept: readonly string[] | undefined | null): readonly Scope[] {
  return kept === undefined || kept === null ? SCOPES : SCOPES.filter((scope) => kept.includes(scope));
}
