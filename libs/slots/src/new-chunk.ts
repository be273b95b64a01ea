import { Types } from 'mongoose';
import { moneyToDecimal, rateToDecimal } from '#lib/database';
import { ZERO } from '#lib/money';
import { subjectsToStored, type ChunkSubjects } from './chunk.js';
import type { StoredChunk } from './chunk.schema.js';
import type { Phase } from './phases.js';
import type { Slot } from './slot.js';

/** The document of a chunk that is to be paid, with all that paying it needs. */
export function newChunk(
  distribution: Slot,
  phase: Phase,
  index: number,
  subjects: ChunkSubjects,
  {
    planned,
    secondChance,
    order,
    isDraft = false,
    namesFailures = false,
    compensation,
    paysAgain = false,
  }: {
    readonly planned: number;
    readonly secondChance: boolean;
    readonly order: number;
    /** It belongs to a plan that is not frozen, or to a run that is not ready. */
    readonly isDraft?: boolean;
    readonly namesFailures?: boolean;
    /** Which one adds it. */
    readonly compensation?: string;
    /** What it names was taken back, and is so no longer once it is paid, whatever becomes of each. */
    readonly paysAgain?: boolean;
  },
): StoredChunk {
  return {
    _id: new Types.ObjectId(),
    distributionId: distribution._id,
    phase,
    index,
    status: isDraft ? 'DRAFT' : 'OPEN',
    subjects: subjectsToStored(subjects),
    secondChance,
    ...(namesFailures ? { namesFailures } : {}),
    ...(compensation === undefined ? {} : { compensation }),
    date: distribution.date,
    slotNumber: distribution.slotNumber,
    rosPercentage: rateToDecimal(distribution.rate),
    scheduledFor: distribution.scheduledFor,
    capPercent: distribution.rules.capPercent,
    order,
    attempts: 0,
    passing: 0,
    lastError: null,
    paidAt: null,
    planned,
    paid: 0,
    ...(paysAgain ? { reversed: -planned } : {}),
    capped: 0,
    nothing: 0,
    left: 0,
    users: 0,
    errors: 0,
    total: moneyToDecimal(ZERO),
  };
}
