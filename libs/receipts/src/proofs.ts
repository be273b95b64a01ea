import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model, QueryFilter, Types } from 'mongoose';
import { BlockIndex } from './entry-tree.js';
import type { Link } from './link.js';
import { StoredProof } from './proof.schema.js';
import type { ClosedSlotFacts } from './slot-facts.js';

/** A finished slot, closed: a link of the chain and what it is of. */
export interface Proof {
  readonly link: Link;
  /** Of the link. */
  readonly hash: string;
  readonly day: string;
  readonly slot: ClosedSlotFacts;
  readonly tookMs: number;
}

/** Where a page of proofs goes on: after this one. */
export interface ProofPlace {
  readonly day: string;
  readonly seq: number;
}

const WITHOUT_BLOCKS = { blocks: 0 } as const;
/** Some hundred bytes each. */
const LINKS_AT_ONCE = 1_000;

/** Proofs as they are kept. */
@Injectable()
export class Proofs {
  constructor(@InjectModel(StoredProof.name) private readonly proofs: Model<StoredProof>) {}

  /** @returns those of the days from `from` to `to`, both included, in the order of their days and then of the chain */
  async ofDays(from: string, to: string, after: ProofPlace | null, limit: number): Promise<Proof[]> {
    const rest: QueryFilter<StoredProof> =
      after === null
        ? { day: { $gte: from, $lte: to } }
        : { $or: [{ day: after.day, seq: { $gt: after.seq } }, { day: { $gt: after.day, $lte: to } }] };
    const found = await this.proofs
      .find(rest, WITHOUT_BLOCKS)
      .sort({ day: 1, seq: 1 })
      .limit(limit)
      .lean<StoredProof[]>();
    return found.map(toProof);
  }

  /** @returns the newest of a slot, or null */
  async newestOf(distributionId: Types.ObjectId): Promise<Proof | null> {
    const found = await this.proofs.findOne({ distributionId }, WITHOUT_BLOCKS).sort({ round: -1 }).lean<StoredProof>();
    return found === null ? null : toProof(found);
  }

  /** @returns the way to the entries of a proof's tree */
  async blocksOf({ link }: Proof): Promise<BlockIndex> {
    const found = await this.proofs.findOne({ seq: link.seq }, { blocks: 1 }).lean<Pick<StoredProof, 'blocks'>>();
    return new BlockIndex(toBuffer(found?.blocks));
  }

  /** @returns the one with which the chain begins, or null */
  async first(): Promise<Proof | null> {
    const found = await this.proofs
      .findOne({ seq: { $gte: 1 } }, WITHOUT_BLOCKS)
      .sort({ seq: 1 })
      .lean<StoredProof>();
    return found === null ? null : toProof(found);
  }

  /** The chain, link by link, after one number and up to another. */
  async *chain(after: number, upTo = Infinity): AsyncGenerator<Proof, void> {
    for (let last = after; ;) {
      const found = await this.proofs
        .find({ seq: { $gt: last, ...(upTo === Infinity ? {} : { $lte: upTo }) } }, WITHOUT_BLOCKS)
        .sort({ seq: 1 })
        .limit(LINKS_AT_ONCE)
        .lean<StoredProof[]>();
      for (const stored of found) yield toProof(stored);
      const end = found.at(-1);
      if (end === undefined || found.length < LINKS_AT_ONCE) return;
      last = end.seq;
    }
  }
}

/** Bytes as the driver gives them: a Buffer, or a Binary that holds one. */
export function toBuffer(value: unknown): Buffer {
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  const inner = (value as { buffer?: unknown } | null | undefined)?.buffer;
  return inner instanceof Uint8Array ? toBuffer(inner) : Buffer.alloc(0);
}

function toProof(stored: StoredProof): Proof {
  const { seq, prevHash, hash, key, distributionId, round, entries, root, slotHash, audit, closedAt } = stored;
  const { day, slot, tookMs } = stored;
  const link = {
    ...{ seq, prevHash, key, distributionId: distributionId.toHexString(), round, entries, root, slotHash },
    ...{ audit, closedAt: closedAt.toISOString() },
  };
  return { link, hash, day, slot, tookMs };
}
