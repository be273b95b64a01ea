import type { FieldProblem } from '../errors.js';

export class ProposalNotFoundError extends Error {
  readonly code = 'PROPOSAL_NOT_FOUND';
  constructor(id: string) {
    super(`There is no proposal ${id}`);
  }
}

/** Who asked for it cannot be the second pair of eyes. */
export class OwnProposalError extends Error {
  readonly code = 'OWN_PROPOSAL';
  constructor() {
    super('You proposed this yourself: another admin has to approve it.');
  }
}

/** Somebody has decided on it already. */
export class ProposalClosedError extends Error {
  readonly code = 'PROPOSAL_CLOSED';
}

/** Nobody decided on it in time. */
export class ProposalExpiredError extends Error {
  readonly code = 'PROPOSAL_EXPIRED';
}

/** What would be paid is no longer what was proposed. */
export class ProposalStaleError extends Error {
  readonly code = 'PROPOSAL_STALE';
}

/** The day was changed between what was measured and what is about to be paid. */
export class PayoutChangedError extends Error {
  readonly code = 'PREVIEW_CHANGED';
  constructor() {
    super('What would be paid has changed while it was looked at; send the request again');
  }
}

/** What a date would pay, against what it may. Money is USDT as a number. */
export interface LimitFacts {
  readonly date: string;
  readonly limit: number;
  /** With what is asked for. */
  readonly ofDate: number;
  readonly asked: number;
}

/** The date would pay more than DAY_LIMIT. */
export class LimitExceededError extends Error {
  readonly code = 'LIMIT_EXCEEDED';
  readonly details: readonly FieldProblem[];
  constructor(readonly data: LimitFacts) {
    const { date, limit, ofDate, asked } = data;
    super(`${date} would pay ${ofDate} USDT in all, ${asked} of it by this, and may pay ${limit} (DAY_LIMIT)`);
    this.details = [{ field: 'date', message: `must pay at most ${limit} USDT in all; it would be ${ofDate}` }];
  }
}
