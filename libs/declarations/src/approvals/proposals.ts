import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Types, type ClientSession, type Model } from 'mongoose';
import { AppConfig } from '#lib/config';
import { PlatformDay } from '../platform-day.js';
import { ProposalClosedError, ProposalExpiredError, ProposalNotFoundError } from './errors.js';
import { StoredProposal, type ProposalAdmin, type ProposalState, type ProposalSummary } from './proposal.schema.js';

/** After so long others try: whoever held it is gone, or is kept from deciding by what they do. */
const HELD_MS = 30_000;

/** What a proposal says of itself: EXPIRED where nobody decided in time. */
export const PROPOSAL_STATUSES = ['WAITING', 'APPROVED', 'REJECTED', 'STALE', 'EXPIRED'] as const;
export type ProposalStatus = (typeof PROPOSAL_STATUSES)[number];

export interface ProposalView {
  readonly id: string;
  readonly status: ProposalStatus;
  /** SHA-256 of what would be paid; what is approved is this. */
  readonly manifest: string;
  readonly summary: ProposalSummary;
  readonly proposedBy: ProposalAdmin;
  readonly proposedAt: Date;
  readonly expiresAt: Date;
  readonly decidedBy: ProposalAdmin | null;
  readonly decidedAt: Date | null;
  readonly reason: string | null;
}

/** A proposal with the request that it stands for. */
export interface Proposal extends ProposalView {
  readonly action: string;
  readonly request: Readonly<Record<string, unknown>>;
}

export type NewProposal = Pick<StoredProposal, 'action' | 'request' | 'manifest' | 'summary' | 'proposedBy'>;

/** Who decides, and why. */
export interface Decision {
  readonly by: ProposalAdmin;
  readonly reason?: string | null;
  /** Of an approval: the same however often its transaction is tried. */
  readonly approvalId?: string;
}

/** Changes that wait for a second admin; every decision is one conditional update in the transaction of what it decides. */
@Injectable()
export class Proposals {
  constructor(
    @InjectModel(StoredProposal.name) private readonly proposals: Model<StoredProposal>,
    private readonly day: PlatformDay,
    private readonly config: AppConfig,
  ) {}

  async create(session: ClientSession, proposed: NewProposal): Promise<ProposalView> {
    const proposedAt = this.day.now();
    const proposal: StoredProposal = {
      _id: new Types.ObjectId(),
      ...proposed,
      state: 'WAITING',
      proposedAt,
      expiresAt: new Date(proposedAt.getTime() + this.config.approvalTtlMs),
      decidedBy: null,
      decidedAt: null,
      reason: null,
      approvalId: null,
      heldBy: null,
      heldUntil: null,
    };
    await this.proposals.collection.insertOne(proposal, { session });
    return toView(proposal, proposedAt);
  }

  /** @throws ProposalNotFoundError */
  async get(id: string): Promise<Proposal> {
    const found = await this.find(id);
    return { ...toView(found, this.day.now()), action: found.action, request: found.request };
  }

  /** As `get`, without the request. @throws ProposalNotFoundError */
  async view(id: string): Promise<ProposalView> {
    return toView(await this.find(id), this.day.now());
  }

  private async find(id: string): Promise<StoredProposal> {
    const found = await this.proposals.collection.findOne<StoredProposal>({ _id: new Types.ObjectId(id) });
    if (found === null) throw new ProposalNotFoundError(id);
    return found;
  }

  /** @param before the id of the last one of the page before @returns the newest first */
  async list(limit: number, { status, before }: { status?: ProposalStatus; before?: string }): Promise<ProposalView[]> {
    const now = this.day.now();
    const found = await this.proposals.collection
      .find<StoredProposal>({
        ...(status === undefined ? {} : ofStatus(status, now)),
        ...(before === undefined ? {} : { _id: { $lt: new Types.ObjectId(before) } }),
      })
      .sort({ _id: -1 })
      .limit(limit)
      .toArray();
    return found.map((proposal) => toView(proposal, now));
  }

  /** @returns how many wait for a decision that can still be made */
  async countWaiting(): Promise<number> {
    return this.proposals.collection.countDocuments(ofStatus('WAITING', this.day.now()));
  }

  /**
   * Lets one approval at a time try: the same change by many at once would only get into its own way. That it is carried
   * out once is kept by `decide`, whoever holds it.
   * @returns false while another one has it
   */
  async hold(id: string, approvalId: string): Promise<boolean> {
    const now = this.day.now();
    const held = await this.proposals.collection.updateOne(
      { _id: new Types.ObjectId(id), $or: [{ heldBy: null }, { heldUntil: { $lte: now } }] },
      { $set: { heldBy: approvalId, heldUntil: new Date(now.getTime() + HELD_MS) } },
    );
    return held.modifiedCount === 1;
  }

  async letGo(id: string, approvalId: string): Promise<void> {
    const free = { $set: { heldBy: null, heldUntil: null } };
    await this.proposals.collection.updateOne({ _id: new Types.ObjectId(id), heldBy: approvalId }, free);
  }

  /**
   * Decides on a proposal that waits.
   * @returns it as it is then, and whether this is the first time that this decision was written
   * @throws ProposalNotFoundError, ProposalClosedError, ProposalExpiredError
   */
  async decide(
    session: ClientSession,
    id: string,
    state: Exclude<ProposalState, 'WAITING'>,
    { by, reason = null, approvalId }: Decision,
  ): Promise<{ proposal: ProposalView; isNew: boolean }> {
    const now = this.day.now();
    const decided = await this.proposals.collection.findOneAndUpdate(
      { _id: new Types.ObjectId(id), ...ofStatus('WAITING', now) },
      { $set: { state, decidedBy: by, decidedAt: now, reason, approvalId: approvalId ?? null } },
      { session, returnDocument: 'after' },
    );
    if (decided !== null) return { proposal: toView(decided as unknown as StoredProposal, now), isNew: true };
    const stands = await this.proposals.collection.findOne<StoredProposal>(
      { _id: new Types.ObjectId(id) },
      { session },
    );
    if (stands === null) throw new ProposalNotFoundError(id);
    const isOwn = approvalId !== undefined && stands.approvalId === approvalId;
    if (!isOwn) assertWaiting(toView(stands, now));
    return { proposal: toView(stands, now), isNew: false };
  }
}

/** @throws ProposalClosedError, ProposalExpiredError */
export function assertWaiting({ status, decidedBy, expiresAt, reason }: ProposalView): void {
  if (status === 'WAITING') return;
  if (status === 'EXPIRED') {
    throw new ProposalExpiredError(`This could be approved until ${expiresAt.toISOString()}; propose it again`);
  }
  const why = reason === null ? '' : `: ${reason}`;
  throw new ProposalClosedError(`This is ${status} already (${decidedBy?.email ?? 'nobody'})${why}`);
}

function ofStatus(status: ProposalStatus, now: Date): Record<string, unknown> {
  if (status === 'WAITING') return { state: 'WAITING', expiresAt: { $gt: now } };
  if (status === 'EXPIRED') return { state: 'WAITING', expiresAt: { $lte: now } };
  return { state: status };
}

function toView(stored: StoredProposal, now: Date): ProposalView {
  const { _id, manifest, summary, state, proposedBy, proposedAt, expiresAt, decidedBy, decidedAt, reason } = stored;
  return {
    id: _id.toHexString(),
    status: state === 'WAITING' && expiresAt <= now ? 'EXPIRED' : state,
    ...{ manifest, summary, proposedBy, proposedAt, expiresAt, decidedBy, decidedAt, reason },
  };
}
