/** What ran while a slot waited. */
export interface RanMeanwhile {
  readonly key: string;
  readonly startedAt: Date;
  /** Null: it still runs. */
  readonly endedAt: Date | null;
}

const HOUR_MS = 3_600_000;
/** So long nobody need have run anything: a worker that looks takes a moment. */
const A_MOMENT_MS = 60_000;
const NAMED = 3;
const NOBODY = 'no worker ran it (none lived, or execution was paused)';

/**
 * Why a slot was not run until its grace was over.
 * @param due its time
 * @param meanwhile what ran since then, in any order
 */
export function misfireWords(due: Date, now: Date, meanwhile: readonly RanMeanwhile[]): string {
  const hours = (now.getTime() - due.getTime()) / HOUR_MS;
  return `MISFIRED: its time passed ${hours.toFixed(1)} h ago, and ${reason(due, now, meanwhile)}; retry pays it now`;
}

function reason(due: Date, now: Date, meanwhile: readonly RanMeanwhile[]): string {
  const inOrder = [...meanwhile].sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime());
  const [first] = inOrder;
  if (first === undefined) return NOBODY;
  const lastEnd = new Date(Math.max(...inOrder.map(({ endedAt }) => (endedAt ?? now).getTime())));
  const behind = `it waited behind ${named(inOrder.map(({ key }) => key))}, for slots run one at a time`;
  const before = isLong(due, first.startedAt) ? `until ${first.startedAt.toISOString()} ${NOBODY}, then ` : '';
  const after = isLong(lastEnd, now) ? `, and from ${lastEnd.toISOString()} on ${NOBODY}` : '';
  return before + behind + after;
}

function isLong(from: Date, to: Date): boolean {
  return to.getTime() - from.getTime() > A_MOMENT_MS;
}

function named(keys: readonly string[]): string {
  if (keys.length > NAMED) return `${keys.slice(0, NAMED).join(', ')} and ${keys.length - NAMED} more`;
  return [keys.slice(0, -1).join(', '), keys.at(-1)].filter((part) => part !== '').join(' and ');
}
