import type { ExplainedReversal, OutcomeWord } from '#lib/reconciliation';

const MEANINGS: Readonly<Record<OutcomeWord, string>> = {
  PAID: 'Paid.',
  REVERSED: 'It was paid, and taken back.',
  FAILED: 'It was due and could not be paid; reason says why.',
  MISSING: 'It was due and was not paid; a compensation of the date would pay what is owed.',
  CAPPED: 'The stake has earned all that it may over its life.',
  ROUNDS_TO_NOTHING: 'The payout is less than 0.000001 USDT, which rounds down to nothing.',
  NOT_ACTIVE_THEN: 'The stake was not among the ACTIVE ones when the slot paid, and is not ACTIVE now.',
  ACTIVATED_LATER: "The stake was activated at the slot's time or later.",
  NO_ACTIVATION: 'The stake holds no instant of activation.',
  OF_FORMER_SYSTEM:
    'The system before this one ran the slot and is not known to owe the stake anything: it paid it, or it was not due.',
  NOT_QUALIFIED: 'The user was not among those who qualified when the shares were frozen.',
  NOBODY_QUALIFIED: 'Nobody qualified when the shares were frozen: the pool was not distributed.',
  SLOT_NOT_RUN: 'The slot waits for its time.',
  SLOT_RUNNING: 'The slot is being paid.',
  SLOT_CANCELLED: 'The slot was cancelled before it ran.',
  SLOT_FAILED: 'The slot failed before this was paid; reason says why, and a retry pays what is owed.',
  NOT_KNOWN: 'Nothing was paid, and nothing that is recorded tells why.',
};

const BALANCE_DIFFERS =
  'There is no entry, but the wallet or the stake holds another amount than the ledger: somebody has to look first.';

/** What became of a stake or a share, in words for people. Pure. */
export function meaningOf({
  outcome,
  reason,
  takenBack,
}: {
  readonly outcome: OutcomeWord;
  readonly reason: string | null;
  readonly takenBack: ExplainedReversal | null;
}): string {
  if (outcome === 'REVERSED' && takenBack !== null) return reversed(takenBack);
  return reason === 'BALANCE_DIFFERS' ? BALANCE_DIFFERS : MEANINGS[outcome];
}

function reversed({ at, because }: ExplainedReversal): string {
  const when = at === null ? '' : ` at ${at.toISOString()}`;
  return `It was paid, and taken back${when}${because === null ? '' : ` because: ${because}`}.`;
}
