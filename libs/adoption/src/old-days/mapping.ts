import { isTimeZone } from '#lib/calendar';
import { MappingError } from '../mapping/mapping-error.js';
import { objectAt, overlay } from '../mapping/overlay.js';

/** Where a slot of the old system says what; of several paths the first that is there. Paths have points between fields. */
export interface SlotFields {
  readonly slotNumber: readonly string[];
  /** An instant, or a time of day. */
  readonly time: readonly string[];
  readonly status: readonly string[];
  readonly rosPercentage: readonly string[];
  readonly executedAt: readonly string[];
}

/** One collection of the old system's days: a document is a day, its slots stand in a list, or it is the only one itself. */
export interface DayCollection extends SlotFields {
  readonly name: string;
  readonly date: readonly string[];
  readonly slots: readonly string[];
}

/** How the old system wrote its days and payouts (docs/specification.md 6): `oldDays` of adopt.config.json. */
export interface OldDaysMapping {
  /** IANA name of the zone of times of day; null: the one that its instants of execution show, else the platform's. */
  readonly zone: string | null;
  readonly days: readonly DayCollection[];
  /** Of slots: those that may have left somebody unpaid, and those that were never to be paid. */
  readonly statuses: { readonly count: readonly string[]; readonly ignore: readonly string[] };
  /** Entries of `transactions` that are payouts of a stake. */
  readonly payouts: {
    readonly types: readonly string[];
    readonly completed: readonly string[];
    readonly stakeId: readonly string[];
    readonly date: readonly string[];
    readonly slotNumber: readonly string[];
    readonly at: readonly string[];
  };
  /** The list of payouts inside a stake. */
  readonly history: {
    readonly list: readonly string[];
    readonly date: readonly string[];
    readonly slotNumber: readonly string[];
  };
}

const DAY: Omit<DayCollection, 'name'> = {
  date: ['date'],
  slots: ['slots', 'distributionSlots'],
  slotNumber: ['slotNumber'],
  time: ['scheduledFor', 'scheduledTime'],
  status: ['status'],
  rosPercentage: ['rosPercentage', 'values.rosPercentage'],
  executedAt: ['executedAt', 'lastExecution.executedAt'],
};

/** The shapes that are known. */
export const KNOWN_OLD_DAYS: OldDaysMapping = {
  zone: null,
  days: ['dailydistributions', 'dailydeclarationreturns'].map((name) => ({ name, ...DAY })),
  statuses: {
    count: ['COMPLETED', 'PENDING', 'SCHEDULED', 'QUEUED', 'EXECUTING', 'FAILED'],
    ignore: ['CANCELLED', 'CANCELED'],
  },
  payouts: {
    types: ['Daily ROS Payout', 'ROI_EARNED'],
    completed: ['Completed', 'COMPLETED', 'completed'],
    stakeId: ['stakeId', 'metadata.stakeId'],
    date: ['distributionDate', 'metadata.distributionDate'],
    slotNumber: ['slotNumber', 'metadata.slotNumber'],
    at: ['createdAt'],
  },
  history: { list: ['dailyReturnsHistory'], date: ['date'], slotNumber: ['slotNumber'] },
};

/**
 * The known shapes with what a platform's own file says instead. Pure.
 * @param input `oldDays` of the mapping file; undefined: the known shapes
 * @param file its name, for messages
 * @throws MappingError naming the key and what would be right
 */
export function readOldDaysMapping(input: unknown, file: string): OldDaysMapping {
  if (input === undefined) return KNOWN_OLD_DAYS;
  const path = `${file}: oldDays`;
  const { days, zone, ...others } = objectAt(input, path);
  if (zone !== undefined && !isTimeZone(zone)) {
    throw new MappingError(`${path}.zone must be the IANA name of a time zone, such as "Africa/Lagos".`);
  }
  const { statuses, payouts, history } = KNOWN_OLD_DAYS;
  return {
    ...overlay({ statuses, payouts, history }, others, path, ['days', 'zone']),
    zone: zone ?? null,
    days: days === undefined ? KNOWN_OLD_DAYS.days : readDays(days, path),
  };
}

function readDays(input: unknown, parent: string): DayCollection[] {
  if (!Array.isArray(input)) {
    throw new MappingError(`${parent}.days must be a list of { "name": "<collection>", … }.`);
  }
  return input.map((one: unknown, index) => {
    const path = `${parent}.days[${index}]`;
    const { name, ...others } = objectAt(one, path);
    if (typeof name !== 'string' || name === '') {
      throw new MappingError(`${path}.name must be the name of a collection.`);
    }
    return { name, ...overlay(DAY, others, path, ['name']) };
  });
}
