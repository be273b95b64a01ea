import { Types } from 'mongoose';
import { NO_POOLS, ZERO, parseMoney, parseRosPercentage } from '#lib/money';
import type { Reversal, Run, Slot, SlotPlan } from '#lib/slots';

const DUE = new Date('2026-02-12T14:30:00.000Z');

/** A run that ended at once; `{ state: 'REQUESTED' }` and so on for others. */
export function aRun(fields: Partial<Run> = {}): Run {
  return {
    kind: 'schedule',
    state: 'ENDED',
    requestedAt: DUE,
    requestedBy: 'ann@example.com',
    claimId: null,
    worker: null,
    leaseUntil: null,
    startedAt: null,
    progressAt: null,
    endedAt: null,
    interruptions: null,
    order: null,
    ...fields,
  };
}

/** The plan of a slot in which so many stakes are due, and no others are there. */
export function aPlan(stakes: number, fields: Partial<SlotPlan> = {}): SlotPlan {
  return {
    at: DUE,
    active: stakes,
    stakes,
    activatedLater: 0,
    withoutActivation: 0,
    splitOwners: 0,
    qualifiers: { premium: 0, performance: 0 },
    splits: { premium: null, performance: null },
    receivers: { premium: null, performance: null },
    chunks: { ROS: 1, PREMIUM: 0, PERFORMANCE: 0 },
    tookMs: 1,
    ...fields,
  };
}

/** A reversal that has taken one payout of 1 USDT back. */
export function aReversal(fields: Partial<Reversal> = {}): Reversal {
  return {
    reason: 'a wrong percentage',
    requestedAt: DUE,
    requestedBy: 'ann@example.com',
    seal: { order: '', keyId: '', signature: '' },
    before: { status: 'COMPLETED', reason: null, error: null, executedAt: DUE, executionTimeMs: 1 },
    isPlanned: true,
    total: 1,
    reversed: 1,
    failed: 0,
    amount: parseMoney('1'),
    outcome: 'COMPLETED',
    error: null,
    endedAt: DUE,
    reinstatedAt: null,
    reinstatedBy: null,
    ...fields,
  };
}

/** A slot of 2026-02-12 that waits and pays 1 % of ROS. */
export function aSlot(fields: Partial<Slot> = {}): Slot {
  const status = fields.status ?? 'PENDING';
  const state = status === 'PENDING' ? 'REQUESTED' : status === 'EXECUTING' ? 'EXECUTING' : 'ENDED';
  return {
    _id: new Types.ObjectId('65b000000000000000000001'),
    key: '2026-02-12/slot-1',
    kind: 'slot',
    legacy: null,
    reversal: null,
    date: '2026-02-12',
    slotNumber: 1,
    status,
    rate: parseRosPercentage('1'),
    pools: NO_POOLS,
    scheduledFor: DUE,
    rules: { capPercent: 200, ranks: { premium: [], performance: [] }, timeZone: 'UTC' },
    revision: 0,
    attempts: 0,
    run: aRun({ state }),
    runs: [],
    startedAt: null,
    executedAt: null,
    executionTimeMs: null,
    plan: null,
    totals: null,
    accounted: null,
    usersProcessed: 0,
    processedStakes: 0,
    totalDistributed: ZERO,
    errors: 0,
    reason: null,
    error: null,
    createdAt: DUE,
    updatedAt: DUE,
    ...fields,
  };
}
