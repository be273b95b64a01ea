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

/** The slot's state does not allow what was asked. */
export class SlotStateError extends Error {
  readonly code = 'SLOT_STATE_CONFLICT';
  constructor(what: string, status: SlotStatus, allowed: string) {
    super(`A slot that is ${status} cannot be ${what}; ${allowed}`);
  }
}
