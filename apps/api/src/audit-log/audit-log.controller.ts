import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Audit, AuditChain } from '#lib/audit';
import { answer, type Answer } from '../http/answers/answer.js';
import { ApiEnvelope, ApiErrors } from '../http/document/api-docs.js';
import { AuditChainDto, AuditLogDto, AuditLogQuery, toAuditChainDto } from './audit-log.dto.js';
import { PageMetaDto, pageLimit } from '../http/answers/page.dto.js';

/** Walked while a person waits; `npm run reconcile` walks all. */
const NEWEST_RECORDS = 10_000;

/** Who changed what, when, from where (docs/specification.md 3.4). */
@ApiTags('operations')
@Controller('admin/audit-log')
export class AuditLogController {
  constructor(
    private readonly audit: Audit,
    private readonly chain: AuditChain,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Who changed what, when, from where, before and after; newest first, page by page' })
  @ApiEnvelope(AuditLogDto, { meta: PageMetaDto })
  @ApiErrors(400, 401, 403, 429, 503)
  async list(@Query() query: AuditLogQuery): Promise<Answer<AuditLogDto>> {
    const { limit: asked, ...filter } = query;
    const limit = pageLimit(asked);
    const { entries, nextCursor } = await this.audit.list({ ...filter, limit });
    const meta: PageMetaDto = { count: entries.length, limit, nextCursor };
    return answer({ entries }, { meta });
  }

  @Get('chain')
  @ApiOperation({
    summary: 'Whether the audit log is as it was written, record by record',
    description: `Walks the newest ${NEWEST_RECORDS.toLocaleString('en-GB')} records; \`npm run reconcile\` walks all of them.`,
  })
  @ApiEnvelope(AuditChainDto)
  @ApiErrors(401, 403, 429, 503)
  async intact(): Promise<Answer<AuditChainDto>> {
    return answer(toAuditChainDto(await this.chain.checkNewest(NEWEST_RECORDS)));
  }
}
