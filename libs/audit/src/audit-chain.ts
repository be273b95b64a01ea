import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model, mongo } from 'mongoose';
import { AuditEntry } from './audit-entry.schema.js';
import { AuditHead, HEAD_ID } from './audit-head.schema.js';
import { canonicalJson } from './canonical-json.js';

/** What the first record stands on. */
const GENESIS = '0'.repeat(64);
/** More are not told at a time: after the first broken record others follow. */
const MAX_PROBLEMS = 100;
/** Before the hashed text, so that it is no other kind of text. */
const DOMAIN = 'audit record v1\n';

/** The end of the chain: whoever has kept it elsewhere can tell later whether what was before it is still the same. */
export interface ChainHead {
  readonly seq: number;
  /** SHA-256, hexadecimal. */
  readonly hash: string;
}

/** What is not as it was written. */
export interface ChainProblem {
  readonly seq: number | null;
  readonly problem: string;
}

/** What a walk along the end of the chain has found. */
export interface CheckedChain {
  /** The first record that was looked at; 0 where there is none. */
  readonly from: number;
  /** Up to which it was walked; null before the first record. */
  readonly head: ChainHead | null;
  /** Empty: all is as it was written. */
  readonly problems: readonly ChainProblem[];
}

/** What a record says, without its place in the chain. */
export type ChainedContent = Pick<
  AuditEntry,
  'action' | 'actor' | 'address' | 'requestId' | 'date' | 'target' | 'before' | 'after' | 'at'
>;

/**
 * Chains the records of the audit log (docs/specification.md 3.9): each carries its number, the hash of the one before,
 * and a hash of itself, so that a record that was changed, added or taken away later is seen.
 */
@Injectable()
export class AuditChain {
  constructor(
    @InjectModel(AuditEntry.name) private readonly entries: Model<AuditEntry>,
    @InjectModel(AuditHead.name) private readonly heads: Model<AuditHead>,
  ) {}

  /**
   * Appends a record, in the transaction of the change that it tells of. Of two at the same time the later waits or
   * starts over, as the database has it.
   */
  async append(session: ClientSession, content: ChainedContent): Promise<void> {
    const heads = this.heads.collection as unknown as mongo.Collection<AuditHead>;
    const head = await heads.findOneAndUpdate(
      { _id: HEAD_ID },
      { $inc: { seq: 1 }, $setOnInsert: { hash: GENESIS, unchained: 0 } },
      { session, upsert: true, returnDocument: 'after' },
    );
    if (head === null) throw new Error('the head of the audit log was neither found nor made');
    const { seq, hash: prevHash } = head;
    const hash = hashOf(seq, prevHash, content);
    const first = seq === 1 ? { unchained: await this.unchained(session) } : {};
    await heads.updateOne({ _id: HEAD_ID }, { $set: { hash, ...first } }, { session });
    await this.entries.collection.insertOne({ ...content, seq, prevHash, hash }, { session });
  }

  /** @returns the end of the chain; null before the first record */
  async head(session?: ClientSession): Promise<ChainHead | null> {
    const head = await this.heads
      .findById(HEAD_ID)
      .session(session ?? null)
      .lean<AuditHead>();
    return head === null ? null : { seq: head.seq, hash: head.hash };
  }

  /** @returns the hash of a record of the chain, as it stands there; null if there is none */
  async hashOf(seq: number): Promise<string | null> {
    const found = await this.entries.findOne({ seq }, { hash: 1 }).lean<Pick<AuditEntry, 'hash'>>();
    return found?.hash ?? null;
  }

  /**
   * Walks the chain, record by record.
   * @param range after a record whose hash is known (null: from the first) and up to another; left out: all of it, with its end
   * @returns what does not hold, at most 100 of it; empty: all is as it was written
   */
  async check(range?: { after: ChainHead | null; upTo: number }): Promise<readonly ChainProblem[]> {
    const problems: ChainProblem[] = [];
    if (range !== undefined) {
      const end = await this.walk(range.after ?? { seq: 0, hash: GENESIS }, problems, range.upTo);
      if (end.seq < range.upTo) problems.push(...problemsOfEnd({ seq: range.upTo, hash: '' }, end));
      return problems.slice(0, MAX_PROBLEMS);
    }
    let last: ChainHead = await this.walk({ seq: 0, hash: GENESIS }, problems);
    // Read after the records, which it must reach; what was written meanwhile is walked too.
    const head = await this.heads.findById(HEAD_ID).lean<AuditHead>();
    if (head !== null && head.seq > last.seq) last = await this.walk(last, problems);
    problems.push(...problemsOfEnd(head, last), ...(await this.problemsOfUnchained(head)));
    return problems.slice(0, MAX_PROBLEMS);
  }

  /**
   * Walks the newest records up to the head: what a person can wait for, however long the log has become.
   * @param limit records at most
   */
  async checkNewest(limit: number): Promise<CheckedChain> {
    const head = await this.head();
    if (head === null) return { from: 0, head, problems: [] };
    const seq = Math.max(0, head.seq - limit);
    const after = seq === 0 ? null : { seq, hash: (await this.hashOf(seq)) ?? '' };
    const problems = [...(await this.check({ after, upTo: head.seq }))];
    if ((await this.hashOf(head.seq)) !== head.hash) {
      problems.push({ seq: head.seq, problem: 'the head of the chain is of another record' });
    }
    return { from: seq + 1, head, problems };
  }

  /** @returns the last record, or where it was told to begin */
  private async walk(from: ChainHead, problems: ChainProblem[], upTo?: number): Promise<ChainHead> {
    let last = from;
    const chained = this.entries
      .find({ seq: { $gt: from.seq, ...(upTo === undefined ? {} : { $lte: upTo }) } })
      .sort({ seq: 1 })
      .lean<AuditEntry[]>()
      .cursor();
    for await (const entry of chained as AsyncIterable<AuditEntry>) {
      problems.push(...problemsOf(entry, last));
      last = { seq: entry.seq ?? 0, hash: entry.hash ?? '' };
      if (problems.length >= MAX_PROBLEMS) break;
    }
    return last;
  }

  private async problemsOfUnchained(head: AuditHead | null): Promise<ChainProblem[]> {
    if (head === null) return [];
    const unchained = await this.unchained();
    if (unchained === head.unchained) return [];
    const problem = `${unchained === 1 ? '1 record stands' : `${unchained} records stand`} outside of the chain; there were ${head.unchained} when it began`;
    return [{ seq: null, problem }];
  }

  private unchained(session?: ClientSession): Promise<number> {
    return this.entries.collection.countDocuments(
      { seq: { $exists: false } },
      session === undefined ? {} : { session },
    );
  }
}

function problemsOfEnd(head: ChainHead | null, { seq, hash }: ChainHead): ChainProblem[] {
  if (head === null) return seq === 0 ? [] : [{ seq: null, problem: 'the head of the chain was taken away' }];
  if (head.seq > seq) return [{ seq: head.seq, problem: `records ${seq + 1} to ${head.seq} were taken away` }];
  if (head.seq < seq) return [{ seq, problem: `records ${head.seq + 1} to ${seq} were added` }];
  return head.hash === hash ? [] : [{ seq, problem: 'the head of the chain is of another record' }];
}

function problemsOf(entry: AuditEntry, { seq: before, hash: prevHash }: ChainHead): ChainProblem[] {
  const seq = entry.seq ?? 0;
  const problems: ChainProblem[] = [];
  if (seq === before + 2) problems.push({ seq: before + 1, problem: `record ${before + 1} was taken away` });
  else if (seq > before + 1)
    problems.push({ seq: before + 1, problem: `records ${before + 1} to ${seq - 1} were taken away` });
  else if (seq <= before) problems.push({ seq, problem: `record ${seq} is there twice` });
  else if (entry.prevHash !== prevHash)
    problems.push({ seq, problem: `record ${seq} does not stand on the one before` });
  if (entry.hash !== hashOf(seq, entry.prevHash ?? '', entry))
    problems.push({ seq, problem: `record ${seq} was changed` });
  return problems;
}

function hashOf(seq: number, prevHash: string, content: ChainedContent): string {
  const { action, actor, address, requestId, date, target, before, after, at } = content;
  const record = { seq, prevHash, action, actor, address, requestId, date, target, before, after, at };
  return createHash('sha256').update(DOMAIN).update(canonicalJson(record)).digest('hex');
}
