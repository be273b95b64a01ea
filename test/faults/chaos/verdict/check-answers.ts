import type { Answered, Span, Trail } from '../run/trail.js';

/** What a change may be answered with beside success: refusals by the state, each with its word. */
const REFUSALS = [400, 404, 409];
/** The code belongs to an instant that another clock does not share. */
const CODE_TROUBLE = ['TWO_FA_INVALID', 'TWO_FA_CODE_USED'];

/** Answers that are none of the contract's: silence, 5xx while the database is there, refusals without a word. */
export function answerProblems(trail: Trail, { clocksDiffer }: { clocksDiffer: boolean }): string[] {
  return trail.answers
    .filter((answer) => !isContract(answer, trail, clocksDiffer))
    .map(
      ({ what, status, code, message, from, to }) =>
        `${what} was answered ${status === 0 ? 'nothing' : status} ${code ?? ''} after ${to - from} ms: ${message}`,
    );
}

function isContract(answer: Answered, { databaseAway, apiDisturbed }: Trail, clocksDiffer: boolean): boolean {
  const { status, code } = answer;
  if (status >= 200 && status < 300) return true;
  if (status !== 0 && code === null) return false;
  if (REFUSALS.includes(status)) return true;
  if (status === 403) return clocksDiffer && CODE_TROUBLE.includes(String(code));
  if (status === 500 && code === 'DISTRIBUTION_FAILED') return true;
  const isDisturbed = apiDisturbed.some((span) => span.index === answer.api && overlaps(span, answer));
  if (status === 0) return isDisturbed;
  return status >= 500 && (isDisturbed || databaseAway.some((span) => overlaps(span, answer)));
}

function overlaps(a: Span, b: Span): boolean {
  return a.from <= b.to && b.from <= a.to;
}
