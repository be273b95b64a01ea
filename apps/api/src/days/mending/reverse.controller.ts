import { Body, Controller, Param, Post, UseInterceptors, applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Origin } from '#lib/audit';
import type { CalendarDate } from '#lib/calendar';
import type { IdempotencyScope } from '#lib/idempotency';
import { DateParamDoc, PoolParamDoc, SlotParamDoc } from '../../http/document/documented.js';
import { ApiMayBeProposed, type ProposedDto } from '../../changes/proposed.dto.js';
import { AdminMutationBody } from '../../http/requests/admin-mutation-body.js';
import { AdminMutation, MayPreview } from '../../http/requests/admin-mutation.decorator.js';
import type { Answer } from '../../http/answers/answer.js';
import { ApiEnvelope, ApiErrors } from '../../http/document/api-docs.js';
import { CalendarDateParam, IdParam, SlotNumberParam } from '../../http/requests/params.js';
import { ApiPrefersWait, PreferredWait } from '../../http/answers/preferred-wait.js';
import { From, IdempotentBy } from '../../http/doors/signed-in.decorator.js';
import { UntilGone } from '../../http/answers/until-gone.decorator.js';
import { ForgetStatus } from '../../changes/forget-status.interceptor.js';
import { REINSTATED, REVERSED, REVERSING, Reversals } from './reversals.js';
import { ReversalsDto, ReverseBody, RunningReversalsDto } from './reverse.dto.js';

type ReverseAnswer = Answer<ReversalsDto | RunningReversalsDto | ProposedDto>;

/** What was paid by mistake (docs/specification.md 3.7). */
@ApiTags('reversals')
@Controller('admin')
@UseInterceptors(ForgetStatus)
export class ReverseController {
  constructor(private readonly reversals: Reversals) {}

  @Post('daily-declaration-returns/:date/slots/:slotNumber/reverse')
  @DateParamDoc()
  @SlotParamDoc()
  @Reverses('Take back exactly what a slot paid, or with `preview` say what that would be; waits for the end')
  reverseSlot(
    @Param('date', CalendarDateParam) date: CalendarDate,
    @Param('slotNumber', SlotNumberParam) slotNumber: number,
    @Body() body: ReverseBody,
    @From() origin: Origin,
    @IdempotentBy() scope: IdempotencyScope | undefined,
    @PreferredWait() waitMs: number | undefined,
    @UntilGone() gone: AbortSignal,
  ): Promise<ReverseAnswer> {
    return this.reversals.reverse({ kind: 'slot', date, slotNumber }, body, { origin, scope, waitMs }, gone);
  }

  @Post('daily-declaration-returns/:date/slots/:slotNumber/reinstate')
  @DateParamDoc()
  @SlotParamDoc()
  @Reinstates('Allow a slot to pay again what was taken back, by a retry')
  reinstateSlot(
    @Param('date', CalendarDateParam) date: CalendarDate,
    @Param('slotNumber', SlotNumberParam) slotNumber: number,
    @From() origin: Origin,
    @IdempotentBy() scope: IdempotencyScope | undefined,
  ): Promise<Answer<ReversalsDto>> {
    return this.reversals.reinstate({ kind: 'slot', date, slotNumber }, { origin, scope });
  }

  @Post('daily-declaration-returns/:date/reverse')
  @DateParamDoc()
  @Reverses('The same of what was distributed on a date by hand or automatically, without slots')
  reverseRuns(
    @Param('date', CalendarDateParam) date: CalendarDate,
    @Body() body: ReverseBody,
    @From() origin: Origin,
    @IdempotentBy() scope: IdempotencyScope | undefined,
    @PreferredWait() waitMs: number | undefined,
    @UntilGone() gone: AbortSignal,
  ): Promise<ReverseAnswer> {
    return this.reversals.reverse({ kind: 'runs', date }, body, { origin, scope, waitMs }, gone);
  }

  @Post('daily-declaration-returns/:date/reinstate')
  @DateParamDoc()
  @Reinstates('Allow what was distributed on a date by hand or automatically to be paid again, by a retry of the date')
  reinstateRuns(
    @Param('date', CalendarDateParam) date: CalendarDate,
    @From() origin: Origin,
    @IdempotentBy() scope: IdempotencyScope | undefined,
  ): Promise<Answer<ReversalsDto>> {
    return this.reversals.reinstate({ kind: 'runs', date }, { origin, scope });
  }

  @Post('pool/:id/reverse')
  @PoolParamDoc()
  @Reverses('The same of pools without a date')
  reversePool(
    @Param('id', IdParam) id: string,
    @Body() body: ReverseBody,
    @From() origin: Origin,
    @IdempotentBy() scope: IdempotencyScope | undefined,
    @PreferredWait() waitMs: number | undefined,
    @UntilGone() gone: AbortSignal,
  ): Promise<ReverseAnswer> {
    return this.reversals.reverse({ kind: 'pool', id }, body, { origin, scope, waitMs }, gone);
  }

  @Post('pool/:id/reinstate')
  @PoolParamDoc()
  @Reinstates('Allow pools without a date to pay again what was taken back, by their retry')
  reinstatePool(
    @Param('id', IdParam) id: string,
    @From() origin: Origin,
    @IdempotentBy() scope: IdempotencyScope | undefined,
  ): Promise<Answer<ReversalsDto>> {
    return this.reversals.reinstate({ kind: 'pool', id }, { origin, scope });
  }
}

function Reverses(summary: string): MethodDecorator {
  return applyDecorators(
    AdminMutation(ReverseBody),
    MayPreview(),
    ApiOperation({ summary }),
    ApiPrefersWait(),
    ApiEnvelope(ReversalsDto, { message: REVERSED }),
    ApiMayBeProposed(RunningReversalsDto, REVERSING),
    ApiErrors(404, 409, 500),
  );
}

function Reinstates(summary: string): MethodDecorator {
  return applyDecorators(
    AdminMutation(AdminMutationBody),
    ApiOperation({ summary }),
    ApiEnvelope(ReversalsDto, { message: REINSTATED }),
    ApiErrors(404, 409),
  );
}
