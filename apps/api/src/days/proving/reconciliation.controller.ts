import { Controller, Get, Param, Post, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Origin } from '#lib/audit';
import type { CalendarDate } from '#lib/calendar';
import { Idempotency, type IdempotencyScope } from '#lib/idempotency';
import { Compensation } from '#lib/reconciliation';
import type { Asking } from '../../changes/changes.js';
import { PayoutGate } from '../../changes/payout-gate.js';
import { ApiMayBeProposed, type ProposedDto } from '../../changes/proposed.dto.js';
import { DateParamDoc } from '../../http/document/documented.js';
import { AdminMutationBody } from '../../http/requests/admin-mutation-body.js';
import { AdminMutation } from '../../http/requests/admin-mutation.decorator.js';
import { answer, type Answer } from '../../http/answers/answer.js';
import { ApiEnvelope, ApiErrors } from '../../http/document/api-docs.js';
import { CalendarDateParam } from '../../http/requests/params.js';
import { ApiPrefersWait, PreferredWait } from '../../http/answers/preferred-wait.js';
import { From, IdempotentBy } from '../../http/doors/signed-in.decorator.js';
import { UntilGone } from '../../http/answers/until-gone.decorator.js';
import {
  COMPENSATED,
  COMPENSATING,
  CompensationDto,
  RunningCompensationDto,
  toCompensationAnswer,
} from './compensation.dto.js';
import { ForgetStatus } from '../../changes/forget-status.interceptor.js';
import { ReconciliationDto } from './reconciliation.dto.js';
import { SharedChecks } from './shared-checks.js';

type OfDate = Readonly<Record<string, unknown>> & { readonly date: CalendarDate };
type CompensationAnswer = Answer<CompensationDto | RunningCompensationDto | ProposedDto>;

/** The proof that everybody got what is theirs, and the payment of what is missing (docs/architecture.md 4). */
@ApiTags('reconciliation')
@Controller('admin/daily-declaration-returns')
@UseInterceptors(ForgetStatus)
export class ReconciliationController {
  private readonly compensateDate: (request: OfDate, asking: Asking) => Promise<CompensationAnswer>;

  constructor(
    private readonly checks: SharedChecks,
    private readonly compensation: Compensation,
    private readonly idempotency: Idempotency,
    gate: PayoutGate,
  ) {
    this.compensateDate = gate.register({
      action: 'slot.compensate',
      verb: 'Compensate',
      pay: ({ date }: OfDate, asking: Asking) => this.pay(date, asking),
    });
  }

  @Get(':date/reconciliation')
  @DateParamDoc()
  @ApiOperation({ summary: 'Prove that ledger = wallets = stakes = slot totals, and list what is missing' })
  @ApiEnvelope(ReconciliationDto)
  @ApiErrors(400, 401, 403, 429, 503)
  async check(
    @Param('date', CalendarDateParam) date: CalendarDate,
    @UntilGone() gone: AbortSignal,
  ): Promise<Answer<ReconciliationDto>> {
    return answer(await this.checks.of(date, gone));
  }

  @Post(':date/compensate')
  @DateParamDoc()
  @AdminMutation(AdminMutationBody)
  @ApiOperation({ summary: 'Pay what is missing, to exactly those who are owed; waits for the end' })
  @ApiPrefersWait()
  @ApiEnvelope(CompensationDto, { message: COMPENSATED })
  @ApiMayBeProposed(RunningCompensationDto, COMPENSATING)
  @ApiErrors(409, 500)
  async compensate(
    @Param('date', CalendarDateParam) date: CalendarDate,
    @From() origin: Origin,
    @IdempotentBy() scope: IdempotencyScope | undefined,
    @PreferredWait() waitMs: number | undefined,
  ): Promise<CompensationAnswer> {
    try {
      return await this.compensateDate({ date }, { origin, scope, waitMs });
    } finally {
      this.checks.forget(date);
    }
  }

  private async pay(
    date: CalendarDate,
    { origin, scope, waitMs, hooks, notice, wrap = (data) => data }: Asking,
  ): Promise<Answer<CompensationDto | RunningCompensationDto>> {
    const result = await this.compensation.compensate(date, origin, {
      waitMs,
      admit: hooks?.admitOwed,
      approvedBy: hooks?.approvedBy,
      notBefore: hooks?.notBefore,
      remember: async (session, started) => {
        await hooks?.remember?.(session, started);
        const { status, body } = toCompensationAnswer(started, notice);
        await this.idempotency.rememberAnswer(session, scope, { status, body: { ...body, data: wrap(body.data) } });
      },
    });
    return toCompensationAnswer(result, notice);
  }
}
