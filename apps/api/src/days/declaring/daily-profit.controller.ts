import { Body, Controller, Get, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Origin } from '#lib/audit';
import { DeclarationReader, PlatformDay } from '#lib/declarations';
import type { IdempotencyScope } from '#lib/idempotency';
import { ForgetStatus } from '../../changes/forget-status.interceptor.js';
import { AdminMutation } from '../../http/requests/admin-mutation.decorator.js';
import { answer, type Answer } from '../../http/answers/answer.js';
import { ApiEnvelope, ApiErrors } from '../../http/document/api-docs.js';
import { ApiPrefersWait, PreferredWait } from '../../http/answers/preferred-wait.js';
import { From, IdempotentBy } from '../../http/doors/signed-in.decorator.js';
import { DeclaredDto, RunningDeclaredDto } from './declaration.dto.js';
import { DECLARED_AND_RUNS, DeclareRequests } from './declare-requests.js';
import { ApiMayBeProposed, type ProposedDto } from '../../changes/proposed.dto.js';
import { DeclareBody } from './declare.dto.js';
import { DeclaredListDto, DeclaredMetaDto, DeclaredQuery, toDateRange } from './declared-list.dto.js';

const DECLARED = 'Daily profit declared successfully';

/** The same declarations by their older name (docs/specification.md 3.3). */
@ApiTags('older endpoints')
@Controller('admin/daily-profit')
@UseInterceptors(ForgetStatus)
export class DailyProfitController {
  constructor(
    private readonly requests: DeclareRequests,
    private readonly reader: DeclarationReader,
    private readonly day: PlatformDay,
  ) {}

  @Post('declare')
  @AdminMutation(DeclareBody)
  @ApiOperation({ summary: 'Declare a date' })
  @ApiPrefersWait()
  @ApiEnvelope(DeclaredDto, { message: DECLARED })
  @ApiMayBeProposed(RunningDeclaredDto, DECLARED_AND_RUNS)
  @ApiErrors(409, 500)
  declare(
    @Body() body: DeclareBody,
    @From() origin: Origin,
    @IdempotentBy() scope: IdempotencyScope | undefined,
    @PreferredWait() waitMs: number | undefined,
  ): Promise<Answer<DeclaredDto | RunningDeclaredDto | ProposedDto>> {
    return this.requests.declare({ body, message: DECLARED }, { origin, scope, waitMs });
  }

  @Get('declared')
  @ApiOperation({ summary: 'The declared dates of a range' })
  @ApiEnvelope(DeclaredListDto, { meta: DeclaredMetaDto })
  @ApiErrors(400, 401, 403, 429, 503)
  async list(@Query() query: DeclaredQuery): Promise<Answer<DeclaredListDto>> {
    const { from, to, includeDistributed } = toDateRange(query, this.day.today());
    const list = await this.reader.list(from, to, includeDistributed);
    return answer(list, { meta: { startDate: from, endDate: to, count: list.declarations.length } });
  }
}
