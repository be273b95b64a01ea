import type { ClientSession } from 'mongoose';

/** A code that was found right, and not yet used up: the change that it confirms does that, in its own transaction. */
export class Confirmation {
  private wasUsed = false;

  /** @param burn uses the code up; once more for the same change is nothing new */
  constructor(private readonly burn: (session: ClientSession | null) => Promise<void>) {}

  /** Whether some transaction has used it, committed or not. */
  get used(): boolean {
    return this.wasUsed;
  }

  /**
   * @param session the transaction of the change; null: at once
   * @throws TwoFACodeUsedError if another change has used the code meanwhile, AccountLockedError, TwoFANotEnabledError
   */
  async use(session: ClientSession | null): Promise<void> {
    await this.burn(session);
    this.wasUsed = true;
  }
}
