/**
 * What may be wrong with a record of the platform, and what becomes of it. `isLeft`: adoption would change the field and cannot.
 */
const ODDITIES = {
  USER_ID: { says: '_id is no ObjectId: such a user can be paid by nobody', isLeft: true },
  WALLET_NO_AMOUNT: { says: 'the wallet holds no amount: it stays as it is and is not paid', isLeft: true },
  WALLET_NEGATIVE: { says: 'the wallet is below zero: taken over as it is', isLeft: false },
  EMAIL_MISSING: { says: 'no e-mail: nobody can sign in here', isLeft: false },
  EMAIL_NOT_UNIQUE: { says: 'the e-mail differs from another user’s in case alone, or not at all', isLeft: false },
  RANK_UNKNOWN: { says: 'a rank that is none: shares no pool', isLeft: false },
  SECRET_UNUSABLE: { says: '2FA is on, and its secret is no base32 of 16 to 64 bytes: enrol anew', isLeft: true },
  STAKE_ID: { says: '_id is no ObjectId: such a stake cannot be paid', isLeft: true },
  OWNER_NO_ID: { says: 'userId is no ObjectId: not paid', isLeft: false },
  OWNER_MISSING: { says: 'its user does not exist: not paid', isLeft: false },
  STATUS_UNKNOWN: { says: 'a status that is none: not paid', isLeft: false },
  AMOUNT_NO_AMOUNT: { says: 'amount is no amount: it stays as it is and is not paid', isLeft: true },
  AMOUNT_NOT_ABOVE_ZERO: { says: 'amount is not above zero: not paid', isLeft: false },
  EARNED_NO_AMOUNT: { says: 'totalEarned is no amount: it stays as it is and is not paid', isLeft: true },
  EARNED_NEGATIVE: { says: 'totalEarned is below zero: not paid', isLeft: false },
  EARNED_ABOVE_CAP: { says: 'totalEarned is above its cap already: not paid', isLeft: false },
  EARNED_LESS_THAN_PAID: { says: 'totalEarned is less than what was paid here', isLeft: false },
  ACTIVATION_NO_DATE: { says: 'ACTIVE, and no date tells since when: not due', isLeft: true },
  HISTORY_LONG: { says: 'dailyReturnsHistory has 1,000 entries or more', isLeft: false },
  ENTRY_OWNER_NO_ID: { says: 'userId is no ObjectId: counts for nobody', isLeft: false },
  ENTRY_OWNER_MISSING: { says: 'entries of a user who does not exist (the id is the user’s)', isLeft: false },
  ENTRY_NO_AMOUNT: { says: 'amount is no amount: counts as nothing', isLeft: false },
  ENTRY_TWICE: { says: 'a second entry for the same stake, date, slot and type: both stand', isLeft: false },
  ENTRY_DISTRIBUTION_ID: { says: 'a distributionId that is no id of ours: counts for nobody', isLeft: false },
} as const;
export type Oddity = keyof typeof ODDITIES;

export interface OddRecord {
  readonly collection: string;
  readonly id: string;
  readonly field: string;
  readonly reason: Oddity;
  /** What stands there, in a few words. */
  readonly value: string;
}

/** How many of one kind are kept in full. */
const KEPT_OF_A_KIND = 1_000;

/** Collects odd records: all counted, the first of each kind kept. */
export class OddRecords {
  private readonly kept = new Map<Oddity, OddRecord[]>();
  private readonly counts = new Map<Oddity, number>();

  add(records: readonly OddRecord[]): void {
    for (const record of records) {
      const kept = this.kept.get(record.reason) ?? [];
      if (kept.length < KEPT_OF_A_KIND) kept.push(record);
      this.kept.set(record.reason, kept);
      this.counts.set(record.reason, (this.counts.get(record.reason) ?? 0) + 1);
    }
  }

  /** In the order of the table above. */
  report(): OddReport {
    const reasons = (Object.keys(ODDITIES) as Oddity[]).filter((reason) => this.counts.has(reason));
    const counted = reasons.map((reason) => ({ reason, count: this.counts.get(reason) ?? 0, ...ODDITIES[reason] }));
    return {
      total: counted.reduce((sum, { count }) => sum + count, 0),
      byReason: counted.map(({ reason, count, says }) => ({ reason, count, says })),
      left: counted.filter(({ isLeft }) => isLeft).map(({ reason, count, says }) => ({ reason, count, says })),
      records: reasons.flatMap((reason) => this.kept.get(reason) ?? []),
    };
  }
}

export interface OddCount {
  readonly reason: Oddity;
  readonly count: number;
  readonly says: string;
}

export interface OddReport {
  readonly total: number;
  readonly byReason: readonly OddCount[];
  /** Of these, what adoption would have changed and has left. */
  readonly left: readonly OddCount[];
  /** At most 1,000 of a kind. */
  readonly records: readonly OddRecord[];
}
