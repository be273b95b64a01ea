import { ApiProperty } from '@nestjs/swagger';
import type { Proof } from '#lib/receipts';
import { PHASES, RUN_KINDS, SLOT_ACTIONS, type Phase, type RunKind, type SlotAction } from '#lib/slots';
import { CountOut, InstantOut } from '../../http/document/documented.js';
import { SlotDto } from './day.dto.js';

export class RunOfSlotDto {
  @ApiProperty({ type: String, enum: RUN_KINDS, enumName: 'RunKind', example: 'schedule' })
  kind: RunKind;

  @InstantOut('2026-02-12T09:00:00.000Z')
  requestedAt: Date;

  @ApiProperty({ type: String, nullable: true, example: 'ann@example.com' })
  requestedBy: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'null where one admin was enough', example: null })
  approvedBy: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'worker-1' })
  worker: string | null;

  @InstantOut('2026-02-12T14:30:00.012Z', { nullable: true })
  startedAt: Date | null;

  @InstantOut('2026-02-12T14:30:05.123Z', { nullable: true })
  endedAt: Date | null;

  @ApiProperty({
    type: String,
    nullable: true,
    enum: ['COMPLETED', 'FAILED', 'CANCELLED', null],
    description: 'null while it has not ended',
    example: 'COMPLETED',
  })
  outcome: string | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  reason: string | null;
}

export class PhaseChunksDto {
  @ApiProperty({ type: String, enum: PHASES, example: 'ROS' })
  phase: Phase;

  @CountOut(0)
  OPEN: number;

  @CountOut(12)
  PAID: number;

  @CountOut(0)
  FAILED: number;
}

export class ActionDto {
  @ApiProperty({ type: String, enum: SLOT_ACTIONS, example: 'retry' })
  name: SlotAction;

  @ApiProperty({ type: Boolean, example: false })
  allowed: boolean;

  @ApiProperty({ type: String, nullable: true, description: 'Why not', example: 'nothing is left unpaid' })
  why: string | null;
}

/** The newest link of a slot in the chain of proofs. */
export class SlotReceiptDto {
  @CountOut(7)
  seq: number;

  @CountOut(1)
  round: number;

  @CountOut(150)
  entries: number;

  @ApiProperty({ type: String, pattern: '^[0-9a-f]{64}$', description: 'Of the tree over its entries' })
  root: string;

  @ApiProperty({ type: String, pattern: '^[0-9a-f]{64}$', description: 'Of the link' })
  hash: string;

  @InstantOut('2026-02-12T14:30:06.000Z')
  closedAt: string;
}

/** Everything about one slot. */
export class SlotDetailDto extends SlotDto {
  @ApiProperty({ type: String, example: '2026-02-12/slot-1' })
  key: string;

  @ApiProperty({ type: String, nullable: true, description: 'Who ordered it', example: 'ann@example.com' })
  orderedBy: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The second admin, as the seal names him; null where one was enough',
    example: null,
  })
  approvedBy: string | null;

  @ApiProperty({ type: [RunOfSlotDto], description: 'The oldest first' })
  runs: readonly RunOfSlotDto[];

  @ApiProperty({ type: [PhaseChunksDto] })
  chunks: readonly PhaseChunksDto[];

  @ApiProperty({ type: SlotReceiptDto, nullable: true, description: 'null until it is closed' })
  receipt: SlotReceiptDto | null;

  @ApiProperty({
    type: Boolean,
    example: false,
    description: 'Whether its last run has ended and its receipts are not made anew yet: `receipt` is of before then',
  })
  closing: boolean;

  @ApiProperty({ type: [ActionDto], description: 'What can be done with it now' })
  actions: readonly ActionDto[];
}

export function toSlotReceiptDto(proof: Proof | null): SlotReceiptDto | null {
  if (proof === null) return null;
  const { seq, round, entries, root, closedAt } = proof.link;
  return { seq, round, entries, root, hash: proof.hash, closedAt };
}
