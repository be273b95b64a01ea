import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { COLLECTIONS } from '#lib/database';

/** The only document of its collection: the end of the chain of proofs. */
export const PROOF_HEAD_ID = 'head';

/** The newest link of the chain of proofs; it tells when the last ones are taken away. */
@Schema({ collection: COLLECTIONS.proofHeads, versionKey: false })
export class StoredProofHead {
  @Prop({ type: String, required: true })
  _id: string;

  @Prop({ type: Number, required: true })
  seq: number;

  @Prop({ type: String, required: true })
  hash: string;
}

export const StoredProofHeadSchema = SchemaFactory.createForClass(StoredProofHead);
