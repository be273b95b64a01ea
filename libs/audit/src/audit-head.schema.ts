import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { COLLECTIONS } from '#lib/database';

/** The only document of its collection: the end of the chain. */
export const HEAD_ID = 'head';

/** The newest record of the audit log; it tells when the last ones are taken away. */
@Schema({ collection: COLLECTIONS.auditHeads, versionKey: false })
export class AuditHead {
  @Prop({ type: String, required: true })
  _id: string;

  @Prop({ type: Number, required: true })
  seq: number;

  @Prop({ type: String, required: true })
  hash: string;

  /** Records from before there was a chain. */
  @Prop({ type: Number, required: true })
  unchained: number;
}

export const AuditHeadSchema = SchemaFactory.createForClass(AuditHead);
