import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CalendarDate } from '#lib/calendar';
import { answer, type Answer } from '../http/answer.js';
import { DateParamDoc } from '../declarations/documented.js';
import { ApiEnvelope, ApiErrors } from '../http/api-docs.js';
import { CalendarDateParam } from '../http/params.js';
import { ReconciliationDto } from './reconciliation.dto.js';
import { SharedChecks } from './shared-checks.js';

/** The proof that everybody got what is theirs (design.md section 3, Reconciliation). */
@ApiTags('reconciliation')
@Controller('admin/daily-declaration-returns')
export class ReconciliationController {
  constructor(private readonly checks: SharedChecks) {}

  @Get(':date/reconciliation')
  @DateParamDoc()
  @ApiOperation({ summary: 'Prove that ledger = wallets = stakes = slot totals, and list what is missing' })
  @ApiEnvelope(ReconciliationDto)
  @ApiErrors(400, 401, 403, 429, 503)
  async check(@Param('date', CalendarDateParam) date: CalendarDate): Promise<Answer<ReconciliationDto>> {
    return answer(await this.checks.of(date));
  }
}
