/** Compares text without regard to case, in queries and in the index that serves them. */
export const ANY_CASE = { locale: 'en', strength: 2 } as const;

const UNSUPPORTED_CODES = [115, 238];

/** Whether a server that is not MongoDB's own lacks what was asked of it, such as collations. */
export function isUnsupported(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  return UNSUPPORTED_CODES.some((known) => known === code) || /not (supported|implemented)/.test(String(message));
}

/** The pattern of a whole text in any case, for servers without collations. */
export function anyCasePattern(text: string): RegExp {
  return new RegExp(`^${quoted(text)}$`, 'i');
}

/** The pattern of a text's beginning in any case, for the same. */
export function anyCasePrefix(text: string): RegExp {
  return new RegExp(`^${quoted(text)}`, 'i');
}

function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
