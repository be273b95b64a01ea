import { Injectable } from '@nestjs/common';
import { Proposals, type Measured, type Proposal } from '#lib/declarations';
import { PayoutGate, without } from '../changes/payout-gate.js';
import { describeFailure } from '../http/answers/describe-failure.js';
import type { ProposalNowDto } from './proposals.dto.js';
import { ProposerRights } from './proposer-rights.js';

/** What a request is refused with that says something of the proposal. */
const REFUSALS: readonly number[] = [400, 404, 409];

/** Whether a proposal would still be carried out as it was shown (docs/specification.md 3.8). */
@Injectable()
export class ProposalNow {
  constructor(
    private readonly proposals: Proposals,
    private readonly gate: PayoutGate,
    private readonly proposers: ProposerRights,
  ) {}

  /**
   * Measures a proposal anew, as its approval would, and takes everything back.
   * @throws ProposalNotFoundError
   */
  async read(id: string): Promise<ProposalNowDto> {
    const proposal = await this.proposals.get(id);
    if (proposal.status !== 'WAITING') {
      return { holds: false, changed: proposal.reason ?? `it is ${proposal.status}`, summary: null };
    }
    const missing = await this.proposers.missing(proposal);
    if (missing !== null) return { holds: false, changed: missing, summary: null };
    const asProposer = { origin: { actor: proposal.proposedBy }, scope: undefined };
    try {
      // One that names the manifest of what was shown would be refused where that has changed, instead of measured.
      const request = without('manifest', proposal.request);
      const measured = await this.gate.measure(this.gate.path(proposal.action), request, asProposer);
      const changed = changedSince(proposal, measured);
      return { holds: changed === null, changed, summary: measured?.summary ?? null };
    } catch (error) {
      const { status, message } = describeFailure(error);
      if (!REFUSALS.includes(status)) throw error;
      return { holds: false, changed: message, summary: null };
    }
  }
}

/** @returns what has changed since it was proposed, in words; null where it would pay exactly that. Pure. */
export function changedSince({ manifest, summary }: Proposal, measured: Measured | null): string | null {
  if (measured?.manifest === manifest) return null;
  const now = measured === null ? 'nothing' : `${measured.summary.total} USDT`;
  return `proposed were ${summary.total} USDT, now it would be ${now}, or to others or otherwise`;
}
