import type { PreviewView } from './preview-view.js';

/** What is wrong with one field of a request, and what would be right. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

/** The request contradicts itself or the rules; nothing was changed. */
export class InvalidDeclarationError extends Error {
  readonly code = 'VALIDATION_FAILED';
  constructor(readonly details: readonly FieldProblem[]) {
    super(details.map(({ field, message }) => `${field} ${message}`).join('; '));
  }
}

export class DeclarationExistsError extends Error {
  readonly code = 'ALREADY_DECLARED';
  constructor(date: string) {
    super(`${date} is declared already; change it with PATCH /admin/daily-declaration-returns/${date}`);
  }
}

export class DeclarationNotFoundError extends Error {
  readonly code = 'DECLARATION_NOT_FOUND';
  constructor(date: string) {
    super(`Nothing is declared for ${date}`);
  }
}

/** What was asked is distributed, or on its way. */
export class AlreadyDistributedError extends Error {
  readonly code = 'ALREADY_DISTRIBUTED';
}

/** The distribution ran and FAILED; what it paid is paid, the rest can be retried. */
export class DistributionFailedError extends Error {
  readonly code = 'DISTRIBUTION_FAILED';
}

/** What would be paid is no longer what was shown. */
export class PreviewChangedError extends Error {
  readonly code = 'PREVIEW_CHANGED';
  /** @param data the new preview */
  constructor(readonly data: PreviewView) {
    super(`What ${data.today} would pay is no longer what was shown: look at the new preview and send its manifest`);
  }
}

/** What is about to be queued is not what was shown: somebody has changed the day meanwhile. */
export class QueueChangedError extends Error {
  readonly code = 'PREVIEW_CHANGED';
  constructor(date: string) {
    super(`${date} has been changed since it was previewed: look at a new preview and send its manifest`);
  }
}

/** Nothing of the date FAILED or has errors. */
export class NothingToRetryError extends Error {
  readonly code = 'SLOT_STATE_CONFLICT';
  constructor(date: string) {
    super(`Nothing of ${date} is FAILED or has records that were not paid, so nothing can be retried`);
  }
}

/** There is nothing to cancel. */
export class NothingPendingError extends Error {
  readonly code = 'SLOT_STATE_CONFLICT';
  constructor(date: string) {
    super(`Nothing of ${date} is PENDING, so nothing can be cancelled`);
  }
}
