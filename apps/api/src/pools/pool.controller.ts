import { Body, Controller, Delete, Get, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Origin } from '#lib/audit';
import { DeclarationReader, UndatedPools } from '#lib/declarations';
import type { IdempotencyScope } from '#lib/idempotency';
import { ForgetStatus } from '../changes/forget-status.interceptor.js';
import { AdminMutationBody } from '../http/requests/admin-mutation-body.js';
import { AdminMutation } from '../http/requests/admin-mutation.decorator.js';
import { answer, done, type Answer } from '../http/answers/answer.js';
import { ApiEnvelope, ApiErrors } from '../http/document/api-docs.js';
import { IdParam } from '../http/requests/params.js';
import { ApiPrefersWait, PreferredWait } from '../http/answers/preferred-wait.js';
import { From, IdempotentBy } from '../http/doors/signed-in.decorator.js';
import { Changes } from '../changes/changes.js';
import { QualifiersDto } from '../days/declaring/declaration.dto.js';
import { PoolParamDoc } from '../http/document/documented.js';
import { IdPageQuery, PageMetaDto, idPage, pageLimit } from '../http/answers/page.dto.js';
import { DeclarePoolBody, PoolDeclaredDto, RunningPoolDto, UndatedPoolsDto } from './pool.dto.js';
import { DECLARED, DISTRIBUTED, PoolRequests, RETRIED, RUNNING, type PoolAnswer } from './pool-requests.js';
import { ApiMayBeProposed } from '../changes/proposed.dto.js';

const DELETED = 'Pools deleted successfully';

/** Pools by their older endpoint (docs/specification.md 3.3). */
@ApiTags('older endpoints')
@Controller('admin/pool')
@UseInterceptors(ForgetStatus)
export class PoolController {
  constructor(
    private readonly requests: PoolRequests,
    private readonly undated: UndatedPools,
    private readonly reader: DeclarationReader,
    private readonly changes: Changes,
  ) {}

  @Post('declare')
  @AdminMutation(DeclarePoolBody)
  @ApiOperation({ summary: 'Declare pools for now or for a date; with rosPercentage a whole day' })
  @ApiPrefersWait()
  @ApiEnvelope(PoolDeclaredDto, { message: DECLARED })
  @ApiMayBeProposed(RunningPoolDto, RUNNING)
  @ApiErrors(409, 500)
  async declare(
    @Body() body: DeclarePoolBody,
    @From() origin: Origin,
    @IdempotentBy() scope: IdempotencyScope | undefined,
    @PreferredWait() waitMs: number | undefined,
  ): Promise<PoolAnswer> {
    return this.requests.declare({ body }, { origin, scope, waitMs });
  }

  @Post(':id/retry')
  @PoolParamDoc()
  @AdminMutation(AdminMutationBody)
  @ApiOperation({ summary: 'Pay what FAILED pools without a date, or COMPLETED ones with errors, have not paid' })
  @ApiPrefersWait()
  @ApiEnvelope(PoolDeclaredDto, { message: RETRIED })
  @ApiMayBeProposed(RunningPoolDto, RUNNING)
  @ApiErrors(404, 409, 500)
  async retry(
    @Param('id', IdParam) id: string,
    @From() origin: Origin,
    @IdempotentBy() scope: IdempotencyScope | undefined,
    @PreferredWait() waitMs: number | undefined,
  ): Promise<PoolAnswer> {
    return this.requests.retry({ id }, { origin, scope, waitMs });
  }

  @Post(':id/distribute')
  @PoolParamDoc()
  @AdminMutation(AdminMutationBody)
  @ApiOperation({ summary: 'Distribute pools without a date, or what of them nobody qualified for before' })
  @ApiPrefersWait()
  @ApiEnvelope(PoolDeclaredDto, { message: DISTRIBUTED })
  @ApiMayBeProposed(RunningPoolDto, RUNNING)
  @ApiErrors(404, 409, 500)
  async distribute(
    @Param('id', IdParam) id: string,
    @From() origin: Origin,
    @IdempotentBy() scope: IdempotencyScope | undefined,
    @PreferredWait() waitMs: number | undefined,
  ): Promise<PoolAnswer> {
    return this.requests.distribute({ id }, { origin, scope, waitMs });
  }

  @Delete(':id')
  @PoolParamDoc()
  @AdminMutation(AdminMutationBody)
  @ApiOperation({ summary: 'Delete pools without a date of which nothing was paid' })
  @ApiEnvelope(null, { message: DELETED })
  @ApiErrors(404, 409)
  async remove(
    @Param('id', IdParam) id: string,
    @From() origin: Origin,
    @IdempotentBy() scope: IdempotencyScope | undefined,
  ): Promise<Answer<never>> {
    await this.undated.remove(id, this.changes.asked({ origin, scope, message: DELETED }));
    return done(DELETED);
  }

  @Get('qualifiers')
  @ApiOperation({ summary: 'Who would share the pools now' })
  @ApiEnvelope(QualifiersDto)
  @ApiErrors(401, 403, 429, 503)
  async qualifiers(): Promise<Answer<QualifiersDto>> {
    return answer(await this.reader.qualifiers());
  }

  @Get('declarations')
  @ApiOperation({ summary: 'Pools without a date, newest first, page by page' })
  @ApiEnvelope(UndatedPoolsDto, { meta: PageMetaDto })
  @ApiErrors(400, 401, 403, 429, 503)
  async list(@Query() { cursor, limit: asked }: IdPageQuery): Promise<Answer<UndatedPoolsDto>> {
    const limit = pageLimit(asked);
    const { items, meta } = idPage(await this.undated.list(limit + 1, cursor), limit, ({ id }) => id);
    return answer({ declarations: items }, { meta });
  }

  @Get(':id')
  @PoolParamDoc()
  @ApiOperation({ summary: 'Pools without a date, and how their distribution goes on' })
  @ApiEnvelope(PoolDeclaredDto)
  @ApiErrors(400, 401, 403, 404, 429, 503)
  async get(@Param('id', IdParam) id: string): Promise<Answer<PoolDeclaredDto>> {
    return answer(await this.undated.get(id));
  }
}
