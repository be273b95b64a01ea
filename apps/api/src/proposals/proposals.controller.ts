import { Body, Controller, Get, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Account } from '#lib/accounts';
import type { Origin } from '#lib/audit';
import { Proposals } from '#lib/declarations';
import type { IdempotencyScope } from '#lib/idempotency';
import { idPage, pageLimit } from '../http/answers/page.dto.js';
import { ProposalDto } from '../changes/proposed.dto.js';
import { ForgetStatus } from '../changes/forget-status.interceptor.js';
import { AdminMutationBody } from '../http/requests/admin-mutation-body.js';
import { AdminMutation } from '../http/requests/admin-mutation.decorator.js';
import { answer, type Answer } from '../http/answers/answer.js';
import { ApiEnvelope, ApiErrors } from '../http/document/api-docs.js';
import { NeedsScope } from '../http/doors/needs-scope.decorator.js';
import { IdParam } from '../http/requests/params.js';
import { ApiPrefersWait, PreferredWait } from '../http/answers/preferred-wait.js';
import { From, IdempotentBy, SignedIn } from '../http/doors/signed-in.decorator.js';
import { APPROVED, DecideProposal, REJECTED } from './decide-proposal.js';
import { ProposalNow } from './proposal-now.js';
import {
  ApprovedDto,
  DecidedDto,
  ProposalNowDto,
  ProposalsDto,
  ProposalsMetaDto,
  ProposalsQuery,
  RejectBody,
} from './proposals.dto.js';

function ProposalParamDoc(): MethodDecorator {
  return ApiParam({
    name: 'id',
    schema: { type: 'string', pattern: '^[0-9a-f]{24}$', example: '665f1c2e9b1e8a0012345678' },
  });
}

/** What waits for a second admin (docs/specification.md 3.8). */
@ApiTags('proposals')
@Controller('admin/proposals')
@UseInterceptors(ForgetStatus)
export class ProposalsController {
  constructor(
    private readonly proposals: Proposals,
    private readonly decide: DecideProposal,
    private readonly measured: ProposalNow,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What waits for a second admin, or did, newest first, page by page' })
  @ApiEnvelope(ProposalsDto, { meta: ProposalsMetaDto })
  @ApiErrors(400, 401, 403, 429, 503)
  async list(@Query() { status, cursor, limit: asked }: ProposalsQuery): Promise<Answer<ProposalsDto>> {
    const limit = pageLimit(asked);
    const [found, waiting] = await Promise.all([
      this.proposals.list(limit + 1, {
        ...(status === undefined ? {} : { status }),
        ...(cursor === undefined ? {} : { before: cursor }),
      }),
      this.proposals.countWaiting(),
    ]);
    const { items: proposals, meta } = idPage(found, limit, ({ id }) => id);
    return answer({ proposals }, { meta: { ...meta, waiting } satisfies ProposalsMetaDto });
  }

  @Get(':id')
  @ProposalParamDoc()
  @ApiOperation({ summary: 'One proposal' })
  @ApiEnvelope(ProposalDto)
  @ApiErrors(400, 401, 403, 404, 429, 503)
  async get(@Param('id', IdParam) id: string): Promise<Answer<ProposalDto>> {
    return answer(await this.proposals.view(id));
  }

  @Get(':id/now')
  @ProposalParamDoc()
  @ApiOperation({ summary: 'What a proposal would pay now, against what was proposed' })
  @ApiEnvelope(ProposalNowDto)
  @ApiErrors(400, 401, 403, 404, 429, 503)
  async now(@Param('id', IdParam) id: string): Promise<Answer<ProposalNowDto>> {
    return answer(await this.measured.read(id));
  }

  @Post(':id/approve')
  @ProposalParamDoc()
  @NeedsScope('approve')
  @AdminMutation(AdminMutationBody)
  @ApiOperation({ summary: "Have another admin's proposal carried out, if it would still pay what was shown" })
  @ApiPrefersWait()
  @ApiEnvelope(ApprovedDto, { message: APPROVED })
  @ApiEnvelope(ApprovedDto, { status: 202, description: 'Approved, still running', message: APPROVED })
  @ApiErrors(404, 409, 500)
  approve(
    @Param('id', IdParam) id: string,
    @SignedIn() account: Account,
    @From() origin: Origin,
    @IdempotentBy() scope: IdempotencyScope | undefined,
    @PreferredWait() waitMs: number | undefined,
  ): Promise<Answer<ApprovedDto>> {
    return this.decide.approve(id, account, { origin, scope, waitMs });
  }

  @Post(':id/reject')
  @ProposalParamDoc()
  @NeedsScope('approve')
  @AdminMutation(RejectBody)
  @ApiOperation({ summary: 'Refuse a proposal; its proposer may take it back so' })
  @ApiEnvelope(DecidedDto, { message: REJECTED })
  @ApiErrors(404, 409)
  reject(
    @Param('id', IdParam) id: string,
    @Body() { reason }: RejectBody,
    @From() origin: Origin,
    @IdempotentBy() scope: IdempotencyScope | undefined,
  ): Promise<Answer<DecidedDto>> {
    return this.decide.reject(id, reason, { origin, scope });
  }
}
