import { describe, expect, test } from '@jest/globals';
import { problemsOfProcesses } from './process-problems.js';
import type { ProcessRecord } from './process-record.schema.js';

const NOW = new Date('2026-10-20T12:00:00Z');
const RULES = {
  rosCapPercent: 200,
  performancePoolRanks: ['Finance Titan'],
  premiumPoolRanks: ['Finance Titan'],
  timeZone: 'America/Vancouver',
} as const;

function aProcess(id: string, fields: Partial<ProcessRecord> = {}): ProcessRecord {
  return {
    _id: id,
    kind: 'worker',
    version: '0.1.0',
    nodeVersion: 'v20.20.2',
    startedAt: NOW,
    lastHeartbeat: NOW,
    skewMs: 3,
    skewToleranceMs: 1,
    isClockTrusted: true,
    rules: RULES,
    rulesHash: 'a',
    zoneData: { version: '2025c', systemVersion: '2025c', difference: null },
    ...fields,
  };
}

const said = (...processes: ProcessRecord[]) =>
  problemsOfProcesses(processes).map(({ code, message }) => `${code}: ${message}`);

describe('processes', () => {
  test('that agree have no problem, nor has a record of an earlier version', () => {
    const { _id, version, startedAt, lastHeartbeat } = aProcess('old');
    expect(said(aProcess('a'), aProcess('b', { kind: 'api' }))).toEqual([]);
    expect(said({ _id, version, startedAt, lastHeartbeat } as ProcessRecord, aProcess('a'))).toEqual([]);
  });

  test.each<[Partial<ProcessRecord>, string[]]>([
    [{ skewMs: 1_000 }, []],
    [
      { skewMs: 1_002 },
      [
        "CLOCK_APART: The clock of worker a is 1.0 s ahead of the database's. Payments go by the database; " +
          'set the clock of its machine.',
      ],
    ],
    [
      { skewMs: -20_000, kind: 'api' },
      [
        "CLOCK_APART: The clock of api a is 20.0 s behind the database's. Payments go by the database; " +
          'set the clock of its machine.',
      ],
    ],
    // A slow answer of the database is no clock that is off.
    [{ skewMs: 1_500, skewToleranceMs: 800 }, []],
    [
      { skewMs: 300_000, isClockTrusted: false },
      [
        "CLOCK_NOT_TRUSTED: The clock of worker a is 300.0 s ahead of the database's. That is more than " +
          'MAX_CLOCK_SKEW_MS: it runs no slots; set the clock of its machine.',
      ],
    ],
  ])('a clock with %j', (fields, expected) => {
    expect(said(aProcess('a', fields), aProcess('b'))).toEqual(expected);
  });

  test('with different rules: which variable, and who has what', () => {
    const other = { rules: { ...RULES, rosCapPercent: 150, timeZone: 'UTC' } };
    expect(said(aProcess('a', { kind: 'api' }), aProcess('b', other), aProcess('c'))).toEqual([
      'RULES_APART: Processes live with different ROS_CAP_PERCENT: 200 (api a, worker c), 150 (worker b). ' +
        'Start them all with the same.',
      'RULES_APART: Processes live with different DISTRIBUTION_TIMEZONE: America/Vancouver (api a, worker c), ' +
        'UTC (worker b). Start them all with the same.',
    ]);
  });

  test('with time-zone data of different versions', () => {
    const newer = { zoneData: { version: '2026c', systemVersion: null, difference: null } };
    expect(said(aProcess('a'), aProcess('b', newer))).toEqual([
      'ZONE_DATA_APART: Processes have time-zone data of different versions: 2025c (worker a), 2026c (worker b). ' +
        'Run them all on the same Node.js.',
    ]);
  });

  test("whose zone has other offsets than the system's, said once for all of them", () => {
    const zoneData = {
      version: '2025c',
      systemVersion: '2026c',
      difference: { from: new Date('2026-11-01T09:00:00Z'), ownOffsetMs: -8 * 3_600_000, fileOffsetMs: -7 * 3_600_000 },
    };
    expect(said(aProcess('a', { zoneData }), aProcess('b', { zoneData }))).toEqual([
      'ZONE_OFFSETS_APART: Time zone America/Vancouver from 2026-11-01T09:00:00.000Z on: Node.js (2025c) says UTC-8, ' +
        "this machine's zones (2026c) say UTC-7 (worker a, worker b). Dates and times of day are wrong by that if the " +
        'newer data are right; run a Node.js with the newest.',
    ]);
  });
});

describe('a trouble', () => {
  const other = { rules: { ...RULES, rosCapPercent: 150 } };
  const keysOf = (...processes: ProcessRecord[]) => problemsOfProcesses(processes).map(({ key }) => key);

  test('keeps its key while it lasts, also when it grows worse or more processes join', () => {
    const later = new Date(NOW.getTime() + 60_000);
    const before = keysOf(aProcess('a'), aProcess('b', other), aProcess('c', { skewMs: 2_000 }));
    const after = keysOf(
      aProcess('a'),
      aProcess('b', other),
      aProcess('c', { skewMs: 3_000 }),
      aProcess('d', { ...other, startedAt: later }),
    );
    expect(after).toEqual(before);
    expect(new Set(before).size).toBe(2);
  });

  test('that comes again is another occasion', () => {
    const later = { ...other, startedAt: new Date(NOW.getTime() + 60_000) };
    expect(keysOf(aProcess('a'), aProcess('b', later))).not.toEqual(keysOf(aProcess('a'), aProcess('b', other)));
  });
});
