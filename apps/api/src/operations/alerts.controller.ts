import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Types } from 'mongoose';
import { AlertStore } from '#lib/alerts';
import type { Origin } from '#lib/audit';
import type { IdempotencyScope } from '#lib/idempotency';
import { Changes } from '../declarations/changes.js';
import { AdminMutationBody } from '../http/admin-mutation-body.js';
import { AdminMutation } from '../http/admin-mutation.decorator.js';
import { answer, type Answer } from '../http/answer.js';
import { ApiEnvelope, ApiErrors } from '../http/api-docs.js';
import { NeedsScope } from '../http/needs-scope.decorator.js';
import { IdParam } from '../http/params.js';
import { From, IdempotentBy } from '../http/signed-in.decorator.js';
import { AcknowledgeAlert } from './acknowledge-alert.js';
import { AlertDto, AlertsDto, AlertsQuery } from './alerts.dto.js';
import { PageMetaDto, pageLimit } from '../declarations/page.dto.js';

const ACKNOWLEDGED = 'Alert acknowledged';

/** What went wrong, or may have (docs/specification.md 3.4). */
@ApiTags('operations')
@Controller('admin/alerts')
export class AlertsController {
  constructor(
    private readonly store: AlertStore,
    private readonly acknowledgeAlert: AcknowledgeAlert,
    private readonly changes: Changes,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Alerts, newest first, page by page' })
  @ApiEnvelope(AlertsDto, { meta: PageMetaDto })
  @ApiErrors(400, 401, 403, 429, 503)
  async list(@Query() { acknowledged, cursor, limit: asked }: AlertsQuery): Promise<Answer<AlertsDto>> {
    const limit = pageLimit(asked);
    const found = await this.store.list({
      limit: limit + 1,
      ...(acknowledged === undefined ? {} : { acknowledged: acknowledged === 'true' }),
      ...(cursor === undefined ? {} : { before: new Types.ObjectId(cursor) }),
    });
    const alerts = found.slice(0, limit);
    const nextCursor = found.length > limit ? (alerts.at(-1)?.id ?? null) : null;
    const meta: PageMetaDto = { count: alerts.length, limit, nextCursor };
    return answer({ alerts }, { meta });
  }

  @Post(':id/acknowledge')
  @NeedsScope('operate')
  @AdminMutation(AdminMutationBody)
  @ApiOperation({ summary: 'Take notice of an alert' })
  @ApiEnvelope(AlertDto, { message: ACKNOWLEDGED })
  @ApiErrors(404)
  async acknowledge(
    @Param('id', IdParam) id: string,
    @From() origin: Origin,
    @IdempotentBy() scope: IdempotencyScope | undefined,
  ): Promise<Answer<AlertDto>> {
    const change = this.changes.asked({ origin, scope, message: ACKNOWLEDGED });
    return answer(await this.acknowledgeAlert.acknowledge(id, change), { message: ACKNOWLEDGED });
  }
}
