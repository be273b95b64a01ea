import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Types, type Model } from 'mongoose';
import { AuditChain } from '#lib/audit';
import { DistributionEntries } from '#lib/ledger';
import { ProofHeads, SlotStore, idsOf, type Slot } from '#lib/slots';
import { nameChanges } from './name-changes.js';
import { readTree } from './entry-tree.js';
import { FIRST_PREV_HASH, linkHash } from './link.js';
import { StoredProofBlock } from './proof.schema.js';
import { Proofs, type Proof } from './proofs.js';
import { changedFacts, closedSlotFacts, slotHash } from './slot-facts.js';

/** What is not as it was closed. */
export interface ProofProblem {
  readonly what: string;
  readonly ids: Readonly<Record<string, string>>;
  readonly expected: string;
  readonly actual: string;
}

export interface ProofCheckOptions {
  /** Every link and every record of the audit log; else those from the link before the day to its last one. */
  readonly whole: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** A day has some hundred proofs at most. */
const PROOFS_OF_A_DAY = 10_000;

/** Recomputes trees and chains (docs/receipts.md, What is named). It only reads. */
@Injectable()
export class CheckProofs {
  constructor(
    @InjectModel(StoredProofBlock.name) private readonly blocks: Model<StoredProofBlock>,
    private readonly proofs: Proofs,
    private readonly heads: ProofHeads,
    private readonly slots: SlotStore,
    private readonly entries: DistributionEntries,
    private readonly audit: AuditChain,
  ) {}

  /**
   * @param slots of the day, with the pools without a date that belong to it
   * @returns how many slots and links were looked at, and what does not hold
   */
  async check(
    day: string,
    slots: readonly Slot[],
    { whole, signal }: ProofCheckOptions,
  ): Promise<{ checked: number; problems: ProofProblem[] }> {
    const ofDay = await this.proofs.ofDays(day, day, null, PROOFS_OF_A_DAY);
    const problems = await this.slotsTakenAway(ofDay, slots);
    const first = await this.proofs.first();
    let checked = 0;
    for (const slot of slots) {
      signal?.throwIfAborted();
      const proof = await this.proofs.newestOf(slot._id);
      checked += 1;
      const found = proof === null ? notClosed(slot, first) : await this.slotProblems(slot, proof, signal);
      if (found.length > 0 && (await this.isStill(slot))) problems.push(...found);
    }
    const seqs = ofDay.map(({ link }) => link.seq);
    const range = whole || seqs.length === 0 ? null : { after: Math.min(...seqs) - 1, upTo: Math.max(...seqs) };
    const walked = whole || range !== null ? await this.chainProblems(range, signal) : { checked: 0, problems: [] };
    return { checked: checked + walked.checked, problems: [...problems, ...walked.problems] };
  }

  /** Whether a slot is as it was read: what runs meanwhile is closed anew. */
  private async isStill({ _id, status, attempts }: Slot): Promise<boolean> {
    const now = await this.slots.byId(_id);
    return now?.status === status && now.attempts === attempts && now.proofDue === undefined;
  }

  private async slotsTakenAway(ofDay: readonly Proof[], slots: readonly Slot[]): Promise<ProofProblem[]> {
    const known = new Set(slots.map(({ _id }) => _id.toHexString()));
    const unknown = new Map(
      ofDay.filter(({ link }) => !known.has(link.distributionId)).map(({ link }) => [link.distributionId, link]),
    );
    // One may have come, run and been closed since the slots were read.
    const come = await this.slots.byIds([...unknown.keys()].map((id) => new Types.ObjectId(id)));
    for (const { _id } of come) unknown.delete(_id.toHexString());
    return [...unknown.values()].map(({ key, distributionId, seq }) => ({
      ...{ what: `${key} was taken away since it was closed`, ids: { key, distributionId } },
      ...{ expected: `as link ${seq} says`, actual: 'no such slot' },
    }));
  }

  private async slotProblems(slot: Slot, proof: Proof, signal?: AbortSignal): Promise<ProofProblem[]> {
    // What works, or has ended a moment ago, is closed anew.
    if (slot.status === 'EXECUTING' || slot.proofDue !== undefined) return [];
    const problems: ProofProblem[] = [];
    const facts = closedSlotFacts(slot);
    if (slot.run.state === 'ENDED' && slotHash(facts) !== proof.link.slotHash) {
      const fields = changedFacts(proof.slot, facts);
      const told = (from: Readonly<Record<string, unknown>>): string =>
        fields.map((name) => `${name} ${JSON.stringify(from[name])}`).join(', ');
      problems.push({
        ...{ what: `what ${slot.key} says was changed since it was closed`, ids: idsOf(slot) },
        ...{ expected: told({ ...proof.slot }), actual: told({ ...facts }) },
      });
    }
    const tree = await readTree(untilAborted(this.entries.raw(slot._id), signal));
    if (tree.root.toString('hex') === proof.link.root) return problems;
    return [...problems, ...(await this.entryProblems(slot, proof, tree.size))];
  }

  private async entryProblems(slot: Slot, proof: Proof, size: number): Promise<ProofProblem[]> {
    const { entries, round } = proof.link;
    const changes = await nameChanges({
      entries: this.entries.raw(slot._id),
      index: await this.proofs.blocksOf(proof),
      marksOf: (index) => this.marksOf(slot._id, round, index),
    });
    const named = changes.map(({ id, change }) => ({
      what: `an entry of ${slot.key} was ${change} since it was closed`,
      ids: { ...idsOf(slot), entryId: id },
      expected: change === 'added' ? 'no such entry' : 'as it was paid',
      actual: change === 'taken away' ? 'no such entry' : change,
    }));
    if (named.length > 0) return named;
    return [
      {
        ...{ what: `the entries of ${slot.key} are not those that it was closed with`, ids: idsOf(slot) },
        ...{ expected: `${entries} entries`, actual: `${size}, of another root` },
      },
    ];
  }

  private async marksOf(distributionId: Types.ObjectId, round: number, index: number): Promise<unknown> {
    const found = await this.blocks.findOne({ distributionId, round, index }).lean<Pick<StoredProofBlock, 'entries'>>();
    return found?.entries;
  }

  /** @param range links; null: all, up to the head */
  private async chainProblems(
    range: { after: number; upTo: number } | null,
    signal?: AbortSignal,
  ): Promise<{ checked: number; problems: ProofProblem[] }> {
    const problems: ProofProblem[] = [];
    // Before the links, so that those that are written meanwhile do no harm.
    const head = await this.heads.read();
    const before = await this.linkBefore(range?.after ?? 0);
    let last = { seq: before?.link.seq ?? range?.after ?? 0, hash: before?.hash ?? FIRST_PREV_HASH };
    let anchor = before?.link.audit ?? null;
    let checked = 0;
    for await (const proof of this.proofs.chain(range?.after ?? 0, range?.upTo)) {
      signal?.throwIfAborted();
      checked += 1;
      problems.push(...linkProblems(proof, last), ...(await this.anchorProblems(proof)));
      last = { seq: proof.link.seq, hash: proof.hash };
      anchor = proof.link.audit ?? anchor;
    }
    if (range === null) {
      const isBehind = (head?.seq ?? 0) < last.seq;
      problems.push(...headProblems(isBehind ? await this.heads.read() : head, last, isBehind));
      problems.push(...toProblems(await this.audit.check()));
    } else if (anchor !== null) {
      problems.push(...toProblems(await this.audit.check({ after: before?.link.audit ?? null, upTo: anchor.seq })));
    }
    return { checked, problems };
  }

  private async linkBefore(seq: number): Promise<Proof | null> {
    if (seq === 0) return null;
    for await (const proof of this.proofs.chain(seq - 1, seq)) return proof;
    return null;
  }

  /** A log whose hashes were all made anew is told by what the links remember of it. */
  private async anchorProblems({ link: { seq, key, audit } }: Proof): Promise<ProofProblem[]> {
    if (audit === null) return [];
    const hash = await this.audit.hashOf(audit.seq);
    if (hash === audit.hash) return [];
    return [
      {
        ...{ what: `record ${audit.seq} of the audit log, on which link ${seq} stands`, ids: { key } },
        ...{ expected: audit.hash, actual: hash ?? 'no such record' },
      },
    ];
  }
}

/** What ended before there was a chain has no proof, and what nobody has run paid nothing. */
function notClosed(slot: Slot, first: Proof | null): ProofProblem[] {
  const { executedAt, status, run, proofDue } = slot;
  const isDue = status === 'EXECUTING' || proofDue !== undefined || run.state !== 'ENDED' || executedAt === null;
  if (isDue || first === null || executedAt.toISOString() <= first.link.closedAt) return [];
  return [
    {
      ...{ what: `${slot.key} has ended, and no link of the chain is of it`, ids: idsOf(slot) },
      ...{ expected: 'a link', actual: 'none' },
    },
  ];
}

interface ChainEnd {
  readonly seq: number;
  readonly hash: string;
}

function linkProblems({ link, hash, slot }: Proof, last: ChainEnd): ProofProblem[] {
  const { seq, key, distributionId } = link;
  const problem = (actual: string): ProofProblem => ({
    ...{ what: `link ${seq} of the chain of proofs, of ${key}`, ids: { key, distributionId } },
    ...{ expected: 'as it was written', actual },
  });
  return [
    ...(seq === last.seq + 1 ? [] : [problem(missing(last.seq + 1, seq - 1))]),
    ...(seq === last.seq + 1 && link.prevHash !== last.hash ? [problem('does not stand on the one before')] : []),
    ...(linkHash(link) === hash ? [] : [problem('changed')]),
    ...(slotHash(slot) === link.slotHash ? [] : [problem('what it says of its slot was changed')]),
  ];
}

/** @param moves it was read after the links: it may be ahead of them */
function headProblems(head: ChainEnd | null, last: ChainEnd, moves: boolean): ProofProblem[] {
  const seq = head?.seq ?? 0;
  if (seq === last.seq && (head === null || head.hash === last.hash)) return [];
  if (moves && seq > last.seq) return [];
  const actual =
    head === null
      ? 'the head was taken away'
      : seq > last.seq
        ? missing(last.seq + 1, seq)
        : seq < last.seq
          ? `links ${seq + 1} to ${last.seq} were added`
          : 'the head is of another link';
  return [{ what: 'the end of the chain of proofs', ids: {}, expected: `link ${last.seq}`, actual }];
}

function missing(from: number, to: number): string {
  return from === to ? `link ${from} was taken away` : `links ${from} to ${to} were taken away`;
}

function toProblems(found: Awaited<ReturnType<AuditChain['check']>>): ProofProblem[] {
  return found.map(({ seq, problem }) => ({
    what: 'the audit log',
    ids: seq === null ? {} : { seq: String(seq) },
    expected: 'as it was written',
    actual: problem,
  }));
}

async function* untilAborted<T>(items: AsyncGenerator<T, void>, signal?: AbortSignal): AsyncGenerator<T, void> {
  for await (const item of items) {
    signal?.throwIfAborted();
    yield item;
  }
}
