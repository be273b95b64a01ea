const WORDS: Readonly<Record<string, string>> = {
  INVALID_STAKE_ID: 'the id of the stake is none',
  MISSING_USER: 'the stake has no user',
  INVALID_USER_ID: 'the id of the user is none',
  INVALID_AMOUNT: 'the amount of the stake is not valid',
  INVALID_TOTAL_EARNED: 'what the stake has earned is not valid',
  INVALID_WALLET: 'the balance of the wallet is not valid',
  INSUFFICIENT_BALANCE: 'the wallet has less than is to be taken back',
};

/** Why a record could not be paid, in words. */
export function failureReason(reason: string): string {
  return WORDS[reason] ?? reason;
}

/** What is said of a failure, without the code before it, which is shown elsewhere or is for machines. */
export function withoutCode(error: string): string {
  return error.replace(/^[A-Z][A-Z_]+: /, '');
}
