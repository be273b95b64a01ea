import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model, Types } from 'mongoose';
import { PHASES, StoredChunk, type Phase, type Slot } from '#lib/slots';

/** The entries of so many chunks are one slice. */
const CHUNKS_IN_SLICE = 40;

/** Users at whom the entries of a slot can be cut, so that the parts are of about the same size. */
@Injectable()
export class LedgerCuts {
  constructor(@InjectModel(StoredChunk.name) private readonly chunks: Model<StoredChunk>) {}

  /** In ascending order; none where the slot was cut otherwise than by users. */
  async *of(distribution: Slot): AsyncGenerator<Types.ObjectId> {
    const phase = largestPhase(distribution);
    const count = distribution.plan?.chunks?.[phase] ?? 0;
    let last: Types.ObjectId | null = null;
    for (let index = CHUNKS_IN_SLICE; index < count; index += CHUNKS_IN_SLICE) {
      const first = await this.firstUser(distribution, phase, index);
      if (first === null || (last !== null && first.toHexString() <= last.toHexString())) continue;
      yield first;
      last = first;
    }
  }

  private async firstUser({ _id }: Slot, phase: Phase, index: number): Promise<Types.ObjectId | null> {
    const chunk = await this.chunks.collection.findOne<Pick<StoredChunk, 'subjects'>>(
      { distributionId: _id, phase, index },
      { projection: { subjects: 1 } },
    );
    switch (chunk?.subjects.kind) {
      case 'range':
        return chunk.subjects.fromUserId;
      case 'receivers':
      case 'shares':
        return chunk.subjects.userIds[0] ?? null;
      case 'ownerless':
      case 'named':
      case 'payouts':
      case undefined:
        return null;
    }
  }
}

function largestPhase({ plan }: Slot): Phase {
  const chunks = plan?.chunks ?? null;
  if (chunks === null) return 'ROS';
  return PHASES.reduce((largest, phase) => (chunks[phase] > chunks[largest] ? phase : largest));
}
