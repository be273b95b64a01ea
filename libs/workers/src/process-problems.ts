import { RULE_VARIABLES, type Rules } from '#lib/config';
import type { ProcessRecord } from './process-record.schema.js';

/** Further from the database's clock than this is told. */
const TOLD_SKEW_MS = 1_000;
const MS_PER_MINUTE = 60_000;
const NAMED = 3;

/** In what processes of one system may differ though they should not. */
export type ProcessProblemCode =
  /** A clock is more than a second off. */
  | 'CLOCK_APART'
  /** A clock is so far off that its process runs no slots. */
  | 'CLOCK_NOT_TRUSTED'
  /** Processes live with different values of a rule. */
  | 'RULES_APART'
  /** Processes have time-zone data of different versions. */
  | 'ZONE_DATA_APART'
  /** Node's time-zone data and the machine's say different offsets within the next 31 days. */
  | 'ZONE_OFFSETS_APART';

export interface ProcessProblem {
  readonly code: ProcessProblemCode;
  /** The same for as long as the same trouble lasts. */
  readonly key: string;
  /** A sentence for the operator: what is, and what to do. */
  readonly message: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** In what living processes differ (docs/specification.md 2, "Time" and "Rules are frozen"). Pure. */
export function problemsOfProcesses(processes: readonly ProcessRecord[]): ProcessProblem[] {
  const ordered = [...processes].sort((a, b) => (a._id < b._id ? -1 : 1));
  return [
    ...ordered.flatMap(clockProblem),
    ...(Object.keys(RULE_VARIABLES) as (keyof Rules)[]).flatMap((rule) => ruleProblem(rule, ordered)),
    ...zoneVersionProblem(ordered),
    ...zoneOffsetProblems(ordered),
  ];
}

function clockProblem(process: ProcessRecord): ProcessProblem[] {
  const { _id, kind, skewMs, skewToleranceMs = 0, isClockTrusted = true } = process;
  // A record of an earlier version tells nothing.
  if (skewMs === undefined) return [];
  const surely = Math.abs(skewMs) - skewToleranceMs;
  if (isClockTrusted && surely <= TOLD_SKEW_MS) return [];
  const code = isClockTrusted ? 'CLOCK_APART' : 'CLOCK_NOT_TRUSTED';
  const off = `${(Math.abs(skewMs) / 1_000).toFixed(1)} s ${skewMs > 0 ? 'ahead of' : 'behind'} the database's`;
  const effect = isClockTrusted
    ? 'Payments go by the database'
    : kind === 'api'
      ? 'That is more than MAX_CLOCK_SKEW_MS'
      : 'That is more than MAX_CLOCK_SKEW_MS: it runs no slots';
  return [
    {
      code,
      key: `${code}/${_id}`,
      message: `The clock of ${nameOf(process)} is ${off}. ${effect}; set the clock of its machine.`,
      facts: { processId: _id, kind, skewMs },
    },
  ];
}

function ruleProblem(rule: keyof Rules, processes: readonly ProcessRecord[]): ProcessProblem[] {
  const known = processes.filter(({ rules }) => rules !== undefined);
  const groups = groupBy(known, ({ rules }) => inWords(rules[rule]));
  if (groups.size < 2) return [];
  const variable = RULE_VARIABLES[rule];
  return [
    {
      code: 'RULES_APART',
      key: `RULES_APART/${variable}/${occasionOf(groups)}`,
      message: `Processes live with different ${variable}: ${whoHasWhat(groups)}. Start them all with the same.`,
      facts: { variable, values: idsByValue(groups) },
    },
  ];
}

function zoneVersionProblem(processes: readonly ProcessRecord[]): ProcessProblem[] {
  const known = processes.filter(({ zoneData }) => zoneData !== undefined);
  const groups = groupBy(known, ({ zoneData }) => zoneData.version);
  if (groups.size < 2) return [];
  return [
    {
      code: 'ZONE_DATA_APART',
      key: `ZONE_DATA_APART/${occasionOf(groups)}`,
      message: `Processes have time-zone data of different versions: ${whoHasWhat(groups)}. Run them all on the same Node.js.`,
      facts: { versions: idsByValue(groups) },
    },
  ];
}

/** One for all processes that see the same. */
function zoneOffsetProblems(processes: readonly ProcessRecord[]): ProcessProblem[] {
  const differing = processes.flatMap((process) => {
    const difference = process.zoneData?.difference;
    return difference === undefined || difference === null
      ? []
      : [{ process, difference, zone: process.rules.timeZone }];
  });
  const groups = groupBy(differing, ({ process: { zoneData }, difference, zone }) =>
    JSON.stringify([zone, zoneData.version, difference.ownOffsetMs, difference.fileOffsetMs]),
  );
  return [...groups].flatMap(([group, [first, ...others]]) => {
    if (first === undefined) return [];
    const { zone, difference, process } = first;
    const { version, systemVersion } = process.zoneData;
    const ids = [first, ...others].map((each) => each.process);
    const own = `Node.js (${version}) says ${offset(difference.ownOffsetMs)}`;
    const file = `this machine's zones${systemVersion === null ? '' : ` (${systemVersion})`} say ${offset(difference.fileOffsetMs)}`;
    return [
      {
        code: 'ZONE_OFFSETS_APART',
        key: `ZONE_OFFSETS_APART/${group}`,
        message:
          `Time zone ${zone} from ${difference.from.toISOString()} on: ${own}, ${file} (${names(ids)}). ` +
          'Dates and times of day are wrong by that if the newer data are right; run a Node.js with the newest.',
        facts: { zone, ...difference, version, systemVersion, processIds: ids.map(({ _id }) => _id) },
      },
    ];
  });
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/** Since when there is more than one: when the first process of the latest group started. */
function occasionOf(groups: ReadonlyMap<string, readonly ProcessRecord[]>): string {
  const begun = [...groups.values()].map((group) => Math.min(...group.map(({ startedAt }) => startedAt.getTime())));
  return new Date(Math.max(...begun)).toISOString();
}

function whoHasWhat(groups: ReadonlyMap<string, readonly ProcessRecord[]>): string {
  return [...groups].map(([value, who]) => `${value} (${names(who)})`).join(', ');
}

function idsByValue(groups: ReadonlyMap<string, readonly ProcessRecord[]>): { value: string; processIds: string[] }[] {
  return [...groups].map(([value, who]) => ({ value, processIds: who.map(({ _id }) => _id) }));
}

function names(processes: readonly ProcessRecord[]): string {
  const told = processes.slice(0, NAMED).map(nameOf);
  const more = processes.length - told.length;
  return [...told, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

function nameOf({ _id, kind = 'worker' }: ProcessRecord): string {
  return `${kind} ${_id}`;
}

function inWords(value: Rules[keyof Rules]): string {
  if (value === undefined) return 'off';
  return typeof value === 'object' ? value.join(',') : String(value);
}

/** `UTC-7`, `UTC+5:30` */
function offset(ms: number): string {
  const minutes = Math.abs(ms) / MS_PER_MINUTE;
  const rest = minutes % 60 === 0 ? '' : `:${String(minutes % 60).padStart(2, '0')}`;
  return `UTC${ms < 0 ? '-' : '+'}${Math.floor(minutes / 60)}${rest}`;
}
