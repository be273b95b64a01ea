import type { SlotStatus } from './slot-moves.js';

/** The day, or a part of it, is queued already. */
export class AlreadyQueuedError extends Error {
  readonly code = 'ALREADY_QUEUED';
}

/** There is no such slot. */
export class SlotNotFoundError extends Error {
  readonly code = 'SLOT_NOT_FOUND';
  constructor(date: string, slotNumber: number) {
    super(`No slot ${slotNumber} is queued for ${date}`);
  }
}

/** There are no pools without a date with this id. */
export class PoolNotFoundError extends Error {
  readonly code = 'POOL_NOT_FOUND';
  constructor(id: string) {
    super(`There are no pools without a date with the id ${id}`);
  }
}

/** What the slot paid was taken back: it pays nothing until it is reinstated. */
export class SlotReversedError extends Error {
  readonly code = 'SLOT_REVERSED';
  constructor(key: string, requestedAt: Date) {
    super(
      `What ${key} paid was taken back (asked for at ${requestedAt.toISOString()}); it pays nothing until it is reinstated: ` +
        'POST …/reinstate, then retry',
    );
  }
}

/** Nothing that the slot has paid stands, or it has paid nothing. */
export class NothingPaidError extends Error {
  readonly code = 'SLOT_STATE_CONFLICT';
  /** @param what a slot's key, or words that go on with "paid" */
  constructor(what: string) {
    super(`Nothing that ${what} paid is left to be taken back`);
  }
}

/** Nothing of the slot was taken back that could be allowed to be paid again. */
export class NotReversedError extends Error {
  readonly code = 'SLOT_STATE_CONFLICT';
  /** @param what as in NothingPaidError */
  constructor(what: string) {
    super(`What ${what} paid was not taken back, so there is nothing to reinstate`);
  }
}

/** The slot's state does not allow what was asked. */
export class SlotStateError extends Error {
  readonly code = 'SLOT_STATE_CONFLICT';
  constructor(what: string, status: SlotStatus, allowed: string) {
    super(`A slot that is ${status} cannot be ${what}; ${allowed}`);
  }
}

/** What was to be paid was cancelled before it ran. */
export class DistributionCancelledError extends Error {
  readonly code = 'DISTRIBUTION_CANCELLED';
}
