import type { Day, Slot } from '../api/contract.js';
import { ZoneClock } from '../shared/instants.js';
import { sayDay } from './say-day.js';

const NOW = Date.parse('2026-02-12T12:00:00Z');
const CLOCK = new ZoneClock('Europe/Berlin');

it('says trouble before anything that goes well', () => {
  const failed = aSlot(2, { status: 'FAILED', error: 'NOTHING_PAID: 200 stakes have no valid amount' });
  const sentence = say([aSlot(1, { status: 'EXECUTING' }), failed]);
  expect(sentence).toEqual({
    tone: 'bad',
    text: 'Slot 2 paid nobody: 200 stakes have no valid amount. See them, mend, retry.',
    slotNumber: 2,
  });
  expect(say([aSlot(1, { status: 'COMPLETED', errors: 3 })]).text).toBe(
    'Slot 1 left 3 records unpaid. See them, mend, retry.',
  );
  expect(say([aSlot(1, { status: 'COMPLETED' })], { owed: 1.5 }).text).toContain('1.50 USDT are still owed');
});

it('says when the next slot begins in the zone of the platform, and when it is late', () => {
  const next = { status: 'PENDING', scheduledFor: '2026-02-12T13:30:00Z' } as const;
  expect(say([aSlot(1, next), aSlot(2, next)]).text).toBe('Slot 1 begins at 14:30:00, in 90 min, and 1 more waits.');
  expect(say([aSlot(1, { ...next, scheduledFor: '2026-02-12T11:59:00Z' })]).text).toBe(
    'Slot 1 was to begin at 12:59:00 and is 60 s late.',
  );
});

it('says what is being paid, that all is paid, and that nothing is planned', () => {
  const progress = { totalStakes: 3_000, processedStakes: 1_200, percent: 40 };
  expect(say([aSlot(1, { status: 'EXECUTING', progress })]).text).toBe(
    'Slot 1 is being paid: 1 200 of 3 000 stakes, 40 %.',
  );
  expect(say([aSlot(1, { status: 'COMPLETED' }), aSlot(2, { status: 'CANCELLED' })], { paid: 3, users: 2 }).text).toBe(
    'The slot is completed: 3.00 USDT to 2 users. Nothing is owed.',
  );
  expect(say([]).text).toBe('Nothing is planned for this day.');
});

function say(distributionSlots: Slot[], totals: Partial<Day['totals']> = {}) {
  const day: Day = {
    today: '2026-02-12',
    status: 'PENDING',
    scheduledFor: null,
    values: null,
    multiSlotEnabled: true,
    distributionSlots,
    lastExecution: null,
    totals: { planned: 0, paid: 0, owed: 0, users: 0, ...totals },
  };
  return sayDay(day, NOW, CLOCK);
}

function aSlot(slotNumber: number, fields: Partial<Slot>): Slot {
  return {
    slotNumber,
    kind: 'slot',
    status: 'PENDING',
    rosPercentage: 1,
    premiumPoolAmount: 0,
    performancePoolAmount: 0,
    scheduledFor: '2026-02-12T12:00:00Z',
    startedAt: null,
    executedAt: null,
    latenessMs: null,
    executionTimeMs: null,
    attempts: 1,
    usersProcessed: 0,
    processedStakes: 0,
    totalDistributed: 0,
    errors: 0,
    reason: null,
    error: null,
    run: { kind: 'schedule', state: 'ENDED', requestedAt: '2026-02-12T12:00:00Z', requestedBy: null, notBefore: null },
    stakes: null,
    reversal: null,
    progress: { totalStakes: 0, processedStakes: 0, percent: 0 },
    ...fields,
  };
}
