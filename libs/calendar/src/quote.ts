const MAX_CHARACTERS = 40;

/** What was given, short enough for an error message. */
export function quote(input: unknown): string {
  if (typeof input !== 'string') return input === null ? 'null' : typeof input;
  return JSON.stringify(input.length > MAX_CHARACTERS ? input.slice(0, MAX_CHARACTERS) + '…' : input);
}
