import { Body, Controller, Delete, Get, Param, Patch, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Origin } from '#lib/audit';
import type { CalendarDate } from '#lib/calendar';
import { ChangeDeclaration, DeclarationNotFoundError, DeclarationReader, PlatformDay } from '#lib/declarations';
import type { IdempotencyScope } from '#lib/idempotency';
import { ForgetStatus } from '../../changes/forget-status.interceptor.js';
import { AdminMutationBody } from '../../http/requests/admin-mutation-body.js';
import { AdminMutation } from '../../http/requests/admin-mutation.decorator.js';
import { answer, done, type Answer } from '../../http/answers/answer.js';
import { ApiEnvelope, ApiErrors } from '../../http/document/api-docs.js';
import { CalendarDateParam } from '../../http/requests/params.js';
import { ApiPrefersWait, PreferredWait } from '../../http/answers/preferred-wait.js';
import { From, IdempotentBy } from '../../http/doors/signed-in.decorator.js';
import { Changes } from '../../changes/changes.js';
import { ChangeDeclarationBody } from './change-declaration.dto.js';
import { CHANGED, DISTRIBUTED, DeclarationRequests, RUNNING } from './declaration-requests.js';
import { DECLARED_AND_RUNS, DeclareRequests } from './declare-requests.js';
import { ApiMayBeProposed, type ProposedDto } from '../../changes/proposed.dto.js';
import { DeclareBody } from './declare.dto.js';
import { DeclaredDto, RunningDeclaredDto } from './declaration.dto.js';
import {
  DeclarationDetailDto,
  DeclaredListDto,
  DeclaredMetaDto,
  DeclaredQuery,
  toDateRange,
} from './declared-list.dto.js';
import { DateParamDoc } from '../../http/document/documented.js';
import { DistributeBody, DistributionDto, RunningDistributionDto } from './distribute.dto.js';

const DECLARED = 'Daily declaration returns declared successfully';
const DELETED = 'Daily declaration returns deleted successfully';

/** What is declared for a date (docs/specification.md 3.1). */
@ApiTags('declarations')
@Controller('admin/daily-declaration-returns')
@UseInterceptors(ForgetStatus)
export class DeclarationsController {
  constructor(
    private readonly requests: DeclareRequests,
    private readonly changeDeclaration: ChangeDeclaration,
    private readonly declarations: DeclarationRequests,
    private readonly reader: DeclarationReader,
    private readonly day: PlatformDay,
    private readonly changes: Changes,
  ) {}

  @Post('declare')
  @AdminMutation(DeclareBody)
  @ApiOperation({ summary: 'Declare a date; waits for the end of what is distributed at once' })
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

  @Get(':date')
  @DateParamDoc()
  @ApiOperation({ summary: 'One declaration' })
  @ApiEnvelope(DeclarationDetailDto)
  @ApiErrors(400, 401, 403, 404, 429, 503)
  async get(@Param('date', CalendarDateParam) date: CalendarDate): Promise<Answer<DeclarationDetailDto>> {
    const [view, list] = await Promise.all([this.reader.get(date), this.reader.list(date, date, true)]);
    const [listed] = list.declarations;
    if (listed === undefined) throw new DeclarationNotFoundError(date);
    return answer({ ...listed, ...view });
  }

  @Patch(':date')
  @DateParamDoc()
  @AdminMutation(ChangeDeclarationBody)
  @ApiOperation({ summary: 'Change what is declared for a date, while nothing of it is distributed or queued' })
  @ApiEnvelope(DeclaredDto, { message: CHANGED })
  @ApiMayBeProposed()
  @ApiErrors(404, 409)
  async change(
    @Param('date', CalendarDateParam) date: CalendarDate,
    @Body() body: ChangeDeclarationBody,
    @From() origin: Origin,
    @IdempotentBy() scope: IdempotencyScope | undefined,
  ): Promise<Answer<DeclaredDto | ProposedDto>> {
    return this.declarations.change({ date, body }, { origin, scope });
  }

  @Delete(':date')
  @DateParamDoc()
  @AdminMutation(AdminMutationBody)
  @ApiOperation({ summary: 'Delete a declaration, while nothing of it is distributed or queued' })
  @ApiEnvelope(null, { message: DELETED })
  @ApiErrors(404, 409)
  async remove(
    @Param('date', CalendarDateParam) date: CalendarDate,
    @From() origin: Origin,
    @IdempotentBy() scope: IdempotencyScope | undefined,
  ): Promise<Answer<never>> {
    await this.changeDeclaration.remove(date, this.changes.asked({ origin, scope, message: DELETED }));
    return done(DELETED);
  }

  @Post(':date/distribute')
  @DateParamDoc()
  @AdminMutation(DistributeBody)
  @ApiOperation({ summary: 'Distribute a declared date now, or what of it is left; waits for the end' })
  @ApiPrefersWait()
  @ApiEnvelope(DistributionDto, { message: DISTRIBUTED })
  @ApiMayBeProposed(RunningDistributionDto, RUNNING)
  @ApiErrors(404, 409, 500)
  async distribute(
    @Param('date', CalendarDateParam) date: CalendarDate,
    @Body() body: DistributeBody,
    @From() origin: Origin,
    @IdempotentBy() scope: IdempotencyScope | undefined,
    @PreferredWait() waitMs: number | undefined,
  ): Promise<Answer<DistributionDto | RunningDistributionDto | ProposedDto>> {
    return this.declarations.distribute({ date, body }, { origin, scope, waitMs });
  }
}
