import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import type { Proof, ProofPlace, Receipt, ReceiptStep } from '#lib/receipts';
import { CountOut, DateOut, InstantOut } from '../http/document/documented.js';
import { PageMetaDto, PageQuery } from '../http/answers/page.dto.js';
import { IsCalendarDate } from '../http/requests/validators/is-calendar-date.js';

const HASH = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const CURSOR = /^(\d{4}-\d{2}-\d{2})-(\d{1,15})$/;

/** A SHA-256 in an answer. */
function HashOut(description: string): PropertyDecorator {
  return ApiProperty({ type: String, pattern: '^[0-9a-f]{64}$', description, example: HASH });
}

export class ProofsQuery extends PageQuery {
  @ApiProperty({
    type: String,
    format: 'date',
    required: false,
    description: 'Default: to - 30',
    example: '2026-02-01',
  })
  @IsOptional()
  @IsCalendarDate()
  from?: string;

  @ApiProperty({
    type: String,
    format: 'date',
    required: false,
    description: 'Included; default: today; at most 366 days in all',
    example: '2026-02-28',
  })
  @IsOptional()
  @IsCalendarDate()
  to?: string;

  @ApiProperty({ type: String, required: false, description: 'The nextCursor of the page before' })
  @IsOptional()
  @Matches(CURSOR, { message: 'must be the nextCursor of an earlier page' })
  override cursor?: string;
}

export class AuditAnchorDto {
  @CountOut(120)
  seq: number;

  @HashOut('Of that record')
  hash: string;
}

export class LinkDto {
  @CountOut(7, { description: 'Its number in the chain, from 1' })
  seq: number;

  @HashOut('Of the link before; 64 zeros for the first')
  prevHash: string;

  @ApiProperty({ type: String, description: 'Of the slot or run', example: '2026-02-12/slot-1' })
  key: string;

  @ApiProperty({ type: String, example: '665f1c2e9b1e8a0012345678' })
  distributionId: string;

  @CountOut(1, { description: 'How often the slot had been claimed when its run ended' })
  round: number;

  @CountOut(150, { description: 'Entries that the slot held' })
  entries: number;

  @HashOut('Of the tree over them')
  root: string;

  @HashOut('Of what the slot said of itself')
  slotHash: string;

  @ApiProperty({ type: AuditAnchorDto, nullable: true, description: 'The newest record of the audit log then' })
  audit: AuditAnchorDto | null;

  @InstantOut('2026-02-12T14:30:06.000Z')
  closedAt: string;
}

export class ProofDto extends LinkDto {
  @HashOut('Of the link')
  hash: string;

  @DateOut('2026-02-12')
  date: string;
}

export class ProofsDto {
  @ApiProperty({ type: [ProofDto], description: 'In the order of their dates, then of the chain' })
  proofs: readonly ProofDto[];
}

export class ProofsMetaDto extends PageMetaDto {
  @DateOut('2026-02-01')
  from: string;

  @DateOut('2026-02-28')
  to: string;
}

export class ReceiptStepDto implements ReceiptStep {
  @ApiProperty({ type: String, enum: ['left', 'right'] })
  side: 'left' | 'right';

  @HashOut('Of what stands beside')
  hash: string;
}

/** See docs/receipts.md. */
export class ReceiptDto implements Receipt {
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'The entry as it is hashed: every field of it',
    example: { _id: '665f1c2e9b1e8a0012345678', amount: '0.5', type: 'ROI_EARNED' },
  })
  entry: Readonly<Record<string, unknown>>;

  @HashOut('Of the entry')
  leaf: string;

  @ApiProperty({ type: [ReceiptStepDto], description: 'From the leaf to the root' })
  path: readonly ReceiptStepDto[];

  @HashOut("Of the slot's tree")
  root: string;

  @ApiProperty({ type: LinkDto })
  link: LinkDto;

  @HashOut('Of the link')
  linkHash: string;
}

export function toProofDto({ link, hash, day }: Proof): ProofDto {
  return { ...link, hash, date: day };
}

export function toCursor({ day, link }: Proof): string {
  return `${day}-${link.seq}`;
}

/** @param cursor of the form of `CURSOR`, or none */
export function fromCursor(cursor: string | undefined): ProofPlace | null {
  const [, day, seq] = CURSOR.exec(cursor ?? '') ?? [];
  return day === undefined || seq === undefined ? null : { day, seq: Number(seq) };
}
