import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import { PROOF_HEAD_ID, StoredProofHead } from './proof-head.schema.js';

/** The end of the chain of proofs: whoever has kept it elsewhere can tell later whether all before it is still the same. */
export interface ProofHead {
  /** From 1. */
  readonly seq: number;
  /** SHA-256, hexadecimal. */
  readonly hash: string;
}

/** Where the chain of proofs ends (docs/receipts.md, The chain). */
@Injectable()
export class ProofHeads {
  constructor(@InjectModel(StoredProofHead.name) private readonly heads: Model<StoredProofHead>) {}

  /** @returns null before the first link */
  async read(session?: ClientSession): Promise<ProofHead | null> {
    const head = await this.heads
      .findById(PROOF_HEAD_ID)
      .session(session ?? null)
      .lean<StoredProofHead>();
    return head === null ? null : { seq: head.seq, hash: head.hash };
  }

  /** @returns false if it has moved since, and nothing was written; E11000 if somebody else writes the first */
  async advance(session: ClientSession, from: ProofHead | null, to: ProofHead): Promise<boolean> {
    if (from === null) {
      await this.heads.collection.insertOne({ _id: PROOF_HEAD_ID as never, ...to }, { session });
      return true;
    }
    const filter = { _id: PROOF_HEAD_ID as never, ...from };
    const { modifiedCount } = await this.heads.collection.updateOne(filter, { $set: { ...to } }, { session });
    return modifiedCount === 1;
  }
}
