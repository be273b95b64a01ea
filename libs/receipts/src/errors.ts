/** There is no such entry of ours, or it is somebody else's. */
export class EntryNotFoundError extends Error {
  readonly code = 'ENTRY_NOT_FOUND';
  override readonly name = 'EntryNotFoundError';

  constructor(id: string) {
    super(`There is no payout ${id}.`);
  }
}

/** The slot that paid an entry is not closed into a tree that holds it. */
export class SlotNotClosedError extends Error {
  readonly code = 'SLOT_NOT_CLOSED';
  override readonly name = 'SlotNotClosedError';

  constructor(key: string) {
    super(`${key} is not closed yet; there is a receipt soon after it has ended.`);
  }
}

/** The entries of a slot are not those that it was closed with. */
export class LedgerChangedError extends Error {
  readonly code = 'LEDGER_CHANGED';
  override readonly name = 'LedgerChangedError';

  constructor(key: string) {
    super(`The entries of ${key} are not those that it was closed with; the reconciliation names what was changed.`);
  }
}
