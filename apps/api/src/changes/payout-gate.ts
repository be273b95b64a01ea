import { Injectable } from '@nestjs/common';
import { Audit } from '#lib/audit';
import {
  Admission,
  DayTransaction,
  PayoutChangedError,
  Proposals,
  type Hooks,
  type Measured,
  type ProposalView,
} from '#lib/declarations';
import { accepted, type Answer } from '../http/answers/answer.js';
import { ExecutionNotices, type ExecutionNotice } from '../health/execution-notice.js';
import { Changes, type Asking } from './changes.js';
import { PROPOSED, type ProposedDto } from './proposed.dto.js';

/** How often a request is measured anew when its day changes meanwhile. */
const ATTEMPTS = 3;

/** A request as it is kept: plain JSON, without the code. */
export type PayoutRequest = Readonly<Record<string, unknown>>;

/** A way in which money is paid, or taken back. */
export interface PayoutPath<R> {
  /** A stable word, as the audit log has it. */
  readonly action: string;
  /** For people, as `Queue`. */
  readonly verb: string;
  /**
   * Carries it out and answers; passes the hooks of who asks on to `Changes.asked`, and tells his notice where it does not
   * answer that all of it is paid.
   */
  readonly pay: (request: R, asking: Asking) => Promise<Answer>;
}

/**
 * Through which every request goes that pays (docs/specification.md 3.8): what is above DAY_LIMIT is refused, what is
 * above APPROVAL_ABOVE waits for a second admin, everything else is carried out.
 */
@Injectable()
export class PayoutGate {
  private readonly paths = new Map<string, PayoutPath<PayoutRequest>>();

  constructor(
    private readonly admission: Admission,
    private readonly proposals: Proposals,
    private readonly transaction: DayTransaction,
    private readonly changes: Changes,
    private readonly audit: Audit,
    private readonly notices: ExecutionNotices,
  ) {}

  /**
   * Makes a way known by its action, so that what was proposed can be carried out later.
   * @returns what answers its requests
   */
  register<R extends PayoutRequest, T>(
    path: PayoutPath<R> & { readonly pay: (request: R, asking: Asking) => Promise<Answer<T>> },
  ): (request: R, asking: Asking) => Promise<Answer<T | ProposedDto>> {
    const { action, verb } = path;
    const pay = async (request: PayoutRequest, asking: Asking): Promise<Answer> =>
      path.pay(request as R, { ...asking, notice: delayed(await this.notices.read(), asking) });
    const known = { action, verb, pay };
    this.paths.set(action, known);
    return (request, asking) =>
      this.answer(known, without('twoFACode', request), asking) as Promise<Answer<T | ProposedDto>>;
  }

  /** @returns the way of an action that was registered */
  path(action: string): PayoutPath<PayoutRequest> {
    const path = this.paths.get(action);
    if (path === undefined) throw new Error(`nothing is known that pays by ${action}`);
    return path;
  }

  /** @returns what a request would pay; null where it pays nothing @throws what carrying it out would, LimitExceededError */
  async measure(path: PayoutPath<PayoutRequest>, request: PayoutRequest, asking: Asking): Promise<Measured | null> {
    const { origin, scope } = asking;
    return this.admission.measure(path, (hooks) => path.pay(request, { origin, scope, hooks }));
  }

  private async answer(path: PayoutPath<PayoutRequest>, request: PayoutRequest, asking: Asking): Promise<Answer> {
    if (!this.admission.isOn) return path.pay(request, asking);
    for (let attempt = 1; ; attempt += 1) {
      const measured = await this.measure(path, request, asking);
      if (measured !== null && this.admission.needsApproval(measured)) {
        return this.propose(path, request, measured, asking);
      }
      try {
        return await path.pay(request, { ...asking, hooks: this.hooksOf(measured) });
      } catch (error) {
        if (!(error instanceof PayoutChangedError) || attempt === ATTEMPTS) throw error;
      }
    }
  }

  /** Lets a change start what was measured, as late as it must be. */
  hooksOf(measured: Measured | null): Hooks {
    const notBefore = measured === null ? undefined : this.admission.delayed(measured);
    return { ...this.admission.asMeasured(measured), notBefore };
  }

  private async propose(
    { action }: PayoutPath<PayoutRequest>,
    request: PayoutRequest,
    { manifest, summary }: Measured,
    asking: Asking,
  ): Promise<Answer<ProposedDto>> {
    const toData = (proposal: ProposalView): ProposedDto => ({ proposal });
    const change = this.changes.asked({ ...asking, message: PROPOSED, running: { message: PROPOSED, toData } });
    const { origin } = change;
    const proposal = await this.transaction.run(async (session) => {
      const proposedBy = { id: origin.actor.id, email: origin.actor.email };
      const proposal = await this.proposals.create(session, { action, request, manifest, summary, proposedBy });
      await this.audit.record(session, {
        ...origin,
        action: 'proposal.create',
        ...(summary.date === null ? {} : { date: summary.date }),
        target: proposal.id,
        after: { action, manifest, total: summary.total, text: summary.text },
      });
      await change.remember(session, proposal, true);
      return proposal;
    });
    return accepted(toData(proposal), { message: PROPOSED });
  }
}

/** @returns a request without a field, however deep it stands. Pure. */
export function without(field: string, request: PayoutRequest): PayoutRequest {
  const kept = (key: string, value: unknown): unknown => (key === field ? undefined : value);
  return JSON.parse(JSON.stringify(request, kept)) as PayoutRequest;
}

/** @returns also that a change pays later than it would, so that somebody can cancel it. Pure. */
function delayed(notice: ExecutionNotice, { hooks }: Asking): ExecutionNotice {
  const { notBefore } = hooks ?? {};
  if (notBefore === undefined) return notice;
  const waits = `Nothing of it is paid before ${notBefore.toISOString()} (PAYOUT_DELAY_MINUTES).`;
  return { ...notice, warning: notice.warning === undefined ? waits : `${notice.warning} ${waits}` };
}
