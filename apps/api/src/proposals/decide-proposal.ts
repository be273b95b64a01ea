import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import type { Account } from '#lib/accounts';
import { Audit, type Origin } from '#lib/audit';
import {
  DayTransaction,
  OwnProposalError,
  ProposalClosedError,
  ProposalStaleError,
  Proposals,
  assertWaiting,
  type Proposal,
  type ProposalAdmin,
  type ProposalView,
} from '#lib/declarations';
import { Changes, type Asking } from '../changes/changes.js';
import { PayoutGate } from '../changes/payout-gate.js';
import { answer, Answer } from '../http/answers/answer.js';
import { describeFailure } from '../http/answers/describe-failure.js';
import type { ErrorCode } from '../http/answers/error-status.js';
import { changedSince } from './proposal-now.js';
import { ProposerRights } from './proposer-rights.js';
import type { ApprovedDto, DecidedDto } from './proposals.dto.js';

export const APPROVED = 'Proposal approved';
export const REJECTED = 'Proposal rejected';

/** How long an approval waits for another one of the same proposal. */
const LONGEST_WAIT_MS = 20_000;
const LOOK_EVERY_MS = 100;

/** What a request is refused with that can be sent again, or that is not about what was proposed. */
const NOT_OF_THE_PROPOSAL: ReadonlySet<ErrorCode> = new Set([
  'LIMIT_EXCEEDED',
  'PROPOSAL_CLOSED',
  'PROPOSAL_EXPIRED',
  'PROPOSAL_NOT_FOUND',
  'IDEMPOTENCY_KEY_REUSED',
  'IDEMPOTENCY_IN_PROGRESS',
  'DISTRIBUTION_CANCELLED',
]);

/** Approves and rejects what waits for a second admin (docs/specification.md 3.8). */
@Injectable()
export class DecideProposal {
  constructor(
    private readonly proposals: Proposals,
    private readonly gate: PayoutGate,
    private readonly proposers: ProposerRights,
    private readonly transaction: DayTransaction,
    private readonly changes: Changes,
    private readonly audit: Audit,
  ) {}

  /**
   * Carries a proposal out as its proposer's request, if it would still pay what was proposed. That it is approved is
   * written in the transaction of the change itself: of any number of approvals one carries it out.
   * @throws ProposalNotFoundError, OwnProposalError, ProposalClosedError, ProposalExpiredError, ProposalStaleError,
   *   LimitExceededError
   */
  async approve(id: string, approver: Account, asking: Asking): Promise<Answer<ApprovedDto>> {
    const by = { id: approver.id.toHexString(), email: approver.email };
    const approvalId = randomUUID();
    const proposal = await this.held(id, by, approvalId);
    try {
      const missing = await this.proposers.missing(proposal);
      if (missing !== null) throw new ProposalStaleError(missing);
      return await this.carryOut(proposal, by, approvalId, asking);
    } catch (error) {
      const { status, code, message } = describeFailure(error);
      if (![400, 404, 409].includes(status) || NOT_OF_THE_PROPOSAL.has(code)) throw error;
      return await this.stale(proposal, by, asking.origin, message);
    } finally {
      await this.proposals.letGo(id, approvalId);
    }
  }

  /** @throws ProposalNotFoundError, ProposalClosedError, ProposalExpiredError */
  async reject(id: string, reason: string, asking: Asking): Promise<Answer<DecidedDto>> {
    const toData = (proposal: ProposalView): DecidedDto => ({ proposal });
    const change = this.changes.asked({ ...asking, message: REJECTED, toData });
    const { id: adminId, email } = change.origin.actor;
    const proposal = await this.transaction.run(async (session) => {
      const decided = await this.proposals.decide(session, id, 'REJECTED', { by: { id: adminId, email }, reason });
      await this.record(session, change.origin, 'proposal.reject', decided.proposal);
      await change.remember(session, decided.proposal);
      return decided.proposal;
    });
    return answer(toData(proposal), { message: REJECTED });
  }

  /** The proposal, once no other approval of it is tried. */
  private async held(id: string, by: ProposalAdmin, approvalId: string): Promise<Proposal> {
    const deadline = performance.now() + LONGEST_WAIT_MS;
    for (;;) {
      const proposal = await this.proposals.get(id);
      if (proposal.proposedBy.id === by.id) throw new OwnProposalError();
      assertWaiting(proposal);
      if (await this.proposals.hold(id, approvalId)) return proposal;
      if (performance.now() >= deadline) throw new ProposalClosedError('Another approval of this is being carried out');
      await pause(LOOK_EVERY_MS);
    }
  }

  private async carryOut(
    proposal: Proposal,
    by: ProposalAdmin,
    approvalId: string,
    asking: Asking,
  ): Promise<Answer<ApprovedDto>> {
    const path = this.gate.path(proposal.action);
    const { origin, scope, waitMs } = asking;
    const { confirm, ...place } = origin;
    const asProposer: Origin = { ...place, actor: { ...proposal.proposedBy, approvedBy: by.email } };
    const measured = await this.gate.measure(path, proposal.request, { origin: asProposer, scope: undefined });
    const changed = changedSince(proposal, measured);
    if (changed !== null) throw new ProposalStaleError(changed);

    let decided: ProposalView = proposal;
    const approve = async (session: ClientSession): Promise<void> => {
      const { proposal: now, isNew } = await this.proposals.decide(session, proposal.id, 'APPROVED', {
        by,
        approvalId,
      });
      decided = now;
      if (isNew) await this.record(session, origin, 'proposal.approve', now);
      await confirm?.(session);
    };
    const wrap = (result: unknown): ApprovedDto => ({ proposal: decided, result: result ?? {} });
    const { status, body } = await path.pay(proposal.request, {
      origin: { ...asProposer, confirm: approve },
      ...{ scope, waitMs, wrap },
      hooks: { ...this.gate.hooksOf(measured), approvedBy: by.email },
    });
    return new Answer(status, { message: APPROVED, data: wrap(body.data) });
  }

  /** @throws ProposalStaleError; what `Proposals.decide` does where somebody else has decided meanwhile */
  private async stale(proposal: Proposal, by: ProposalAdmin, origin: Origin, reason: string): Promise<never> {
    await this.transaction.run(async (session) => {
      const decided = await this.proposals.decide(session, proposal.id, 'STALE', { by, reason });
      await this.record(session, origin, 'proposal.stale', decided.proposal);
    });
    throw new ProposalStaleError(
      `This would not pay any more what was proposed: ${reason.replace(/\.$/, '')}. Propose it again.`,
    );
  }

  private async record(
    session: ClientSession,
    origin: Origin,
    action: string,
    { id, summary, manifest, proposedBy, reason }: ProposalView,
  ): Promise<void> {
    await this.audit.record(session, {
      ...origin,
      action,
      ...(summary.date === null ? {} : { date: summary.date }),
      target: id,
      after: {
        ...{ action: summary.action, manifest, total: summary.total, proposedBy: proposedBy.email },
        ...(reason === null ? {} : { reason }),
      },
    });
  }
}
