import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AlertStore } from '#lib/alerts';
import { DeclarationReader, PlatformDay } from '#lib/declarations';
import { answer, type Answer } from '../../http/answers/answer.js';
import { ApiEnvelope, ApiErrors } from '../../http/document/api-docs.js';
import { NeedsScope } from '../../http/doors/needs-scope.decorator.js';
import { DaysDto, DaysMetaDto, DaysQuery, toDays } from './days.dto.js';

/** Many days at a glance (docs/specification.md 3.2). */
@ApiTags('days')
@Controller('admin/days')
export class DaysController {
  constructor(
    private readonly reader: DeclarationReader,
    private readonly alerts: AlertStore,
    private readonly day: PlatformDay,
  ) {}

  @Get()
  @NeedsScope('view', 'finance')
  @ApiOperation({ summary: 'How each day of a range stands: slots, money and open alerts' })
  @ApiEnvelope(DaysDto, { meta: DaysMetaDto })
  @ApiErrors(400, 401, 403, 429, 503)
  async list(@Query() query: DaysQuery): Promise<Answer<DaysDto>> {
    const { from, to } = toDays(query, this.day.today());
    const [summaries, openAlerts] = await Promise.all([
      this.reader.days(from, to),
      this.alerts.countOpenByDate(from, to),
    ]);
    const days = summaries.map((day) => ({ ...day, proof: null, openAlerts: openAlerts.get(day.date) ?? 0 }));
    return answer({ days }, { meta: { from, to, count: days.length } });
  }
}
