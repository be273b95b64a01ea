import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Types } from 'mongoose';
import { AlertStore } from '#lib/alerts';
import type { Origin } from '#lib/audit';
import type { IdempotencyScope } from '#lib/idempotency';
import { Changes } from '../changes/changes.js';
import { AdminMutation, NeedsNoCode } from '../http/requests/admin-mutation.decorator.js';
import { answer, type Answer } from '../http/answers/answer.js';
import { ApiEnvelope, ApiErrors } from '../http/document/api-docs.js';
import { NeedsScope } from '../http/doors/needs-scope.decorator.js';
import { IdParam } from '../http/requests/params.js';
import { From, IdempotentBy } from '../http/doors/signed-in.decorator.js';
import { AcknowledgeAlert } from './acknowledge-alert.js';
import {
  AcknowledgeAlertBody,
  AcknowledgeAlertsBody,
  AcknowledgedDto,
  AlertDto,
  AlertsDto,
  AlertsMetaDto,
  AlertsQuery,
} from './alerts.dto.js';
import { idPage, pageLimit } from '../http/answers/page.dto.js';

const ALL_ACKNOWLEDGED = 'Alerts acknowledged';
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
  @ApiEnvelope(AlertsDto, { meta: AlertsMetaDto })
  @ApiErrors(400, 401, 403, 429, 503)
  async list(@Query() query: AlertsQuery): Promise<Answer<AlertsDto>> {
    const { acknowledged, open, rule, severity, date, cursor, limit: asked } = query;
    const limit = pageLimit(asked);
    const found = await this.store.list({
      limit: limit + 1,
      ...{ rule, severity, date },
      ...(open === undefined ? {} : { open: open === 'true' }),
      ...(acknowledged === undefined ? {} : { acknowledged: acknowledged === 'true' }),
      ...(cursor === undefined ? {} : { before: new Types.ObjectId(cursor) }),
    });
    const { items: alerts, meta } = idPage(found, limit, ({ id }) => id);
    const { byRule, bySeverity } = await this.store.countOpen();
    const counts = { open: byRule, openBySeverity: bySeverity };
    return answer({ alerts }, { meta: { ...meta, ...counts } satisfies AlertsMetaDto });
  }

  @Post('acknowledge')
  @NeedsScope('operate')
  @AdminMutation(AcknowledgeAlertsBody)
  @NeedsNoCode()
  @ApiOperation({ summary: 'Take notice of several alerts, or of all of a rule' })
  @ApiEnvelope(AcknowledgedDto, { message: ALL_ACKNOWLEDGED })
  async acknowledgeMany(
    @Body() { ids, rule, note }: AcknowledgeAlertsBody,
    @From() origin: Origin,
    @IdempotentBy() scope: IdempotencyScope | undefined,
  ): Promise<Answer<AcknowledgedDto>> {
    const change = this.changes.asked({ origin, scope, message: ALL_ACKNOWLEDGED });
    const done = await this.acknowledgeAlert.acknowledgeMany({ ids, rule, note: note ?? null }, change);
    return answer(done, { message: ALL_ACKNOWLEDGED });
  }

  @Post(':id/acknowledge')
  @NeedsScope('operate')
  @AdminMutation(AcknowledgeAlertBody)
  @NeedsNoCode()
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
