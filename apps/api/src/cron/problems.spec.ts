import type { ProcessRecord } from '#lib/workers';
import type { CronFacts, OverdueSlot } from './cron-facts.js';
import { problemsOf, turnsOf } from './problems.js';

const NOW = new Date('2026-02-12T14:30:00Z');

const ago = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1_000);

const aWorker = (fields: Partial<ProcessRecord> = {}): ProcessRecord => ({
  _id: 'w1',
  kind: 'worker',
  version: '1',
  nodeVersion: 'v20.20.2',
  skewMs: 0,
  skewToleranceMs: 1,
  isClockTrusted: true,
  rules: { rosCapPercent: 200, performancePoolRanks: [], premiumPoolRanks: [], timeZone: 'UTC' },
  rulesHash: 'a',
  zoneData: { version: '2025c', systemVersion: null, difference: null },
  startedAt: ago(600),
  lastHeartbeat: ago(1),
  lastSweepAt: ago(1),
  lastSweepError: null,
  canaryRoundTripMs: 12,
  ...fields,
});

const aSlot = (fields: Partial<OverdueSlot> = {}): OverdueSlot => ({
  key: '2026-02-12/slot-1',
  kind: 'slot',
  date: '2026-02-12',
  slotNumber: 1,
  status: 'PENDING',
  scheduledFor: ago(90),
  executedAt: null,
  attempts: 0,
  errors: 0,
  reason: null,
  error: null,
  overdueMs: 90_000,
  waitsFor: null,
  waitsItsTurn: false,
  ...fields,
});

const aFailure = (fields: Partial<OverdueSlot>): OverdueSlot => aSlot({ status: 'FAILED', overdueMs: 0, ...fields });

const facts = (fields: Partial<CronFacts> = {}): CronFacts => ({
  now: NOW,
  switchedOffBy: [],
  paused: false,
  switchedAt: null,
  workers: [aWorker()],
  processProblems: [],
  leftUnpaid: [],
  redisTrouble: null,
  lastHeartbeat: ago(1),
  running: null,
  nextSlots: [],
  overdueSlots: [],
  lastFailures: [],
  queueCounts: { slots: {}, chunks: {} },
  adoption: {
    appliedAt: null,
    mendable: { wallets: 0, amounts: 0, earnings: 0, activations: 0 },
    countedAtMost: 10_000,
  },
  notices: [],
  ...fields,
});

describe('problems of the execution', () => {
  it('are none when a worker lives and nothing is late', () => {
    expect(problemsOf(facts({ overdueSlots: [aSlot({ overdueMs: 10_000 })] }))).toEqual([]);
  });

  it.each<[string, Partial<CronFacts>, RegExp[]]>([
    ['no worker', { workers: [], lastHeartbeat: ago(120) }, [/^No worker lives; the last sign of life was 2 min ago/]],
    ['never a worker', { workers: [], lastHeartbeat: null }, [/none has ever given a sign of life/]],
    ['late', { overdueSlots: [aSlot()] }, [/^Slot 2026-02-12\/slot-1 is overdue by 90 s\.$/]],
    [
      'late behind another that stands still',
      { overdueSlots: [aSlot({ waitsFor: 'a/slot-0' })] },
      [/90 s; it waits for a\/slot-0, which is running and does not get on\.$/],
    ],
    ['silent worker', { overdueSlots: [aSlot({ status: 'EXECUTING' })] }, [/stands still: .* silent for 90 s/]],
    ['late retry', { overdueSlots: [aSlot({ status: 'FAILED' })] }, [/^The retry of 2026-02-12\/slot-1 is overdue/]],
    ['Redis away', { queueCounts: null }, [/^Redis does not answer/]],
    [
      'Redis full',
      { redisTrouble: 'Redis takes no writes (OOM)' },
      [/^Redis takes no writes \(OOM\)\. Slots are paid all the same/],
    ],
    ['Redis away, once', { redisTrouble: 'Redis does not answer', queueCounts: null }, [/^Redis does not answer/]],
    [
      'a difference between processes',
      { processProblems: [{ code: 'CLOCK_APART', key: 'k', message: 'The clock of w1 is off.', facts: {} }] },
      [/^The clock of w1 is off\.$/],
    ],
    ['switched off', { switchedOffBy: ['CRON_ENABLED'] }, [/CRON_ENABLED=false/]],
    ['paused', { paused: true, switchedAt: ago(60) }, [/^Execution is paused since 2026-02-12T14:29:00.000Z/]],
    ['lost canary', { workers: [aWorker({ canaryRoundTripMs: null })] }, [/^The last canary of worker w1/]],
    ['failing sweep', { workers: [aWorker({ lastSweepError: 'no' })] }, [/^The last sweep of worker w1 failed: no/]],
  ])('say: %s', (_what, differing, expected) => {
    const problems = problemsOf(facts(differing));
    expect(problems).toHaveLength(expected.length);
    expected.forEach((pattern, index) => expect(problems[index]).toMatch(pattern));
  });

  it('are none when a slot waits for its turn; that is said all the same', () => {
    const waiting = aSlot({ waitsFor: 'a/slot-0', waitsItsTurn: true });
    expect(problemsOf(facts({ overdueSlots: [waiting] }))).toEqual([]);
    const late = 'Slot 2026-02-12/slot-1 is overdue by 90 s; it waits for a/slot-0, which is running.';
    expect(turnsOf([waiting, aSlot(), aSlot({ ...waiting, overdueMs: 10_000 })])).toEqual([late]);
    expect(turnsOf(Array.from({ length: 13 }, () => waiting)).at(-1)).toBe('3 more slots wait for their turn.');
  });

  it('tell of ten late slots and how many more there are', () => {
    const problems = problemsOf(facts({ overdueSlots: Array.from({ length: 13 }, () => aSlot()) }));
    expect(problems).toHaveLength(11);
    expect(problems.at(-1)).toBe('3 more slots are overdue.');
    const eleven = facts({ overdueSlots: Array.from({ length: 11 }, () => aSlot()) });
    expect(problemsOf(eleven).at(-1)).toBe('1 more slot is overdue.');
  });

  test('names what FAILED or left records unpaid, ten at most', () => {
    const failed = aFailure({ reason: 'MISFIRED' });
    const short = aFailure({ key: '2026-02-12/slot-2', status: 'COMPLETED', errors: 1 });
    expect(problemsOf(facts({ leftUnpaid: [failed, short] }))).toEqual([
      '2026-02-12/slot-1 FAILED (MISFIRED). Mend and retry it, or acknowledge its alert.',
      '2026-02-12/slot-2 left 1 record unpaid. Mend and retry it, or acknowledge its alert.',
    ]);
    const many = Array.from({ length: 12 }, () => failed);
    expect(problemsOf(facts({ leftUnpaid: many })).at(-1)).toBe(
      '2 more of the last 30 days FAILED or left records unpaid.',
    );
  });
});
