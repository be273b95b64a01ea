import type { Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { PROPOSAL_STATUSES, type ProposalStatus } from '#lib/declarations';
import { ApiEnvelope } from '../http/document/api-docs.js';
import { CountOut, DateOut, InstantOut, MoneyOut } from '../http/document/documented.js';

export const PROPOSED = 'This waits for another admin: see the proposal';

export class ProposalAdminDto {
  @ApiProperty({ type: String, example: '665f1c2e9b1e8a0012345678' })
  id: string;

  @ApiProperty({ type: String, example: 'ann@example.com' })
  email: string;
}

export class ProposedPayoutDto {
  @ApiProperty({ type: String, description: 'Of the distribution', example: 'slot' })
  kind: string;

  @CountOut(1, { nullable: true })
  slotNumber: number | null;

  @InstantOut('2026-02-12T14:00:00.000Z')
  scheduledFor: Date;

  @MoneyOut(1234.56)
  total: number;
}

export class ProposalSummaryDto {
  @ApiProperty({ type: String, description: 'A stable word, as the audit log has it', example: 'day.queue' })
  action: string;

  @DateOut('2026-02-12', { nullable: true })
  date: string | null;

  @MoneyOut(1234.56, { description: 'What would be paid as things stood, USDT' })
  total: number;

  @ApiProperty({ type: String, example: 'Queue 2026-02-12: 1234.56 USDT in 1 payout' })
  text: string;

  @ApiProperty({ type: [ProposedPayoutDto] })
  payouts: readonly ProposedPayoutDto[];
}

/** A change that waits for a second admin, or did. */
export class ProposalDto {
  @ApiProperty({ type: String, example: '665f1c2e9b1e8a0012345678' })
  id: string;

  @ApiProperty({ type: String, enum: PROPOSAL_STATUSES, enumName: 'ProposalStatus', example: 'WAITING' })
  status: ProposalStatus;

  @ApiProperty({
    type: String,
    description: 'SHA-256 of what would be paid; of a queued day that of its preview',
    example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  })
  manifest: string;

  @ApiProperty({ type: ProposalSummaryDto })
  summary: ProposalSummaryDto;

  @ApiProperty({ type: ProposalAdminDto })
  proposedBy: ProposalAdminDto;

  @InstantOut('2026-02-12T10:00:00.000Z')
  proposedAt: Date;

  @InstantOut('2026-02-13T10:00:00.000Z')
  expiresAt: Date;

  @ApiProperty({ type: ProposalAdminDto, nullable: true, description: 'Who approved or rejected it' })
  decidedBy: ProposalAdminDto | null;

  @InstantOut('2026-02-12T11:00:00.000Z', { nullable: true })
  decidedAt: Date | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why it was rejected, or is stale', example: null })
  reason: string | null;
}

/** The answer to what needs a second admin. */
export class ProposedDto {
  @ApiProperty({ type: ProposalDto })
  proposal: ProposalDto;
}

/**
 * Documents that a route is answered 202 where another admin has to approve it.
 * @param running what it answers with 202 where it merely still runs, and with which message; left out: it never does
 */
export function ApiMayBeProposed(running?: Type<object>, message = PROPOSED): MethodDecorator {
  return ApiEnvelope(running ?? ProposedDto, {
    status: 202,
    description: running === undefined ? 'Waits for another admin' : 'Still running, or waits for another admin',
    ...(running === undefined ? {} : { orElse: ProposedDto }),
    message,
  });
}
