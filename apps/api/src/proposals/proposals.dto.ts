import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { PROPOSAL_STATUSES, type ProposalStatus } from '#lib/declarations';
import { CountOut, RequiredText } from '../http/document/documented.js';
import { IdPageQuery, PageMetaDto } from '../http/answers/page.dto.js';
import { ProposalDto, ProposalSummaryDto } from '../changes/proposed.dto.js';
import { AdminMutationBody } from '../http/requests/admin-mutation-body.js';

export class ProposalsQuery extends IdPageQuery {
  @ApiProperty({ type: String, enum: PROPOSAL_STATUSES, required: false, description: 'Left out: all' })
  @IsOptional()
  @IsIn(PROPOSAL_STATUSES, { message: `must be one of ${PROPOSAL_STATUSES.join(', ')}` })
  status?: ProposalStatus;
}

export class RejectBody extends AdminMutationBody {
  @RequiredText('The rate is last month’s', 'Why; kept with the proposal and in the audit log')
  reason: string;
}

export class ProposalsDto {
  @ApiProperty({ type: [ProposalDto], description: 'Newest first' })
  proposals: readonly ProposalDto[];
}

export class ProposalsMetaDto extends PageMetaDto {
  @CountOut(1, { description: 'Those that can still be decided on' })
  waiting: number;
}

/** A proposal that was approved, and what carrying it out has given. */
export class ApprovedDto {
  @ApiProperty({ type: ProposalDto })
  proposal: ProposalDto;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'What the request would have been answered, had one admin been enough',
    example: { today: '2026-02-12', status: 'PENDING' },
  })
  result: object;
}

export class DecidedDto {
  @ApiProperty({ type: ProposalDto })
  proposal: ProposalDto;
}

export class ProposalNowDto {
  @ApiProperty({ type: Boolean, description: 'Approved now, it would pay exactly what was proposed', example: false })
  holds: boolean;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What has changed since, in words; null where it holds',
    example: 'proposed were 1234.56 USDT, now it would be 1230 USDT, or to others or otherwise',
  })
  changed: string | null;

  @ApiProperty({
    type: ProposalSummaryDto,
    nullable: true,
    description: 'What it would pay now; null where it would be refused or would pay nothing',
  })
  summary: ProposalSummaryDto | null;
}
