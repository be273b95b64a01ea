import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { PROPOSAL_STATUSES, type ProposalStatus } from '#lib/declarations';
import { CountOut, RequiredText } from '../declarations/documented.js';
import { IdPageQuery, PageMetaDto } from '../declarations/page.dto.js';
import { ProposalDto } from '../declarations/proposed.dto.js';
import { AdminMutationBody } from '../http/admin-mutation-body.js';

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
