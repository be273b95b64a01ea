import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Types } from 'mongoose';
import type { Account } from '#lib/accounts';
import { addDays, parseCalendarDate } from '#lib/calendar';
import { PlatformDay } from '#lib/declarations';
import { Proofs, Receipts } from '#lib/receipts';
import { assertDateRange } from '../http/requests/date-range.js';
import { pageLimit } from '../http/answers/page.dto.js';
import { answer, type Answer } from '../http/answers/answer.js';
import { ApiEnvelope, ApiErrors } from '../http/document/api-docs.js';
import { NeedsScope } from '../http/doors/needs-scope.decorator.js';
import { IdParam } from '../http/requests/params.js';
import { SignedIn } from '../http/doors/signed-in.decorator.js';
import { ProofsDto, ProofsMetaDto, ProofsQuery, ReceiptDto, fromCursor, toCursor, toProofDto } from './proofs.dto.js';

/** Left out, a range begins so long before its end. */
const DAYS_BACK = 30;

const EntryParamDoc = (): MethodDecorator =>
  ApiParam({ name: 'id', schema: { type: 'string', pattern: '^[0-9a-f]{24}$', example: '665f1c2e9b1e8a0012345678' } });

/** Roots of finished slots, and receipts of single entries (docs/specification.md 3.9). */
@ApiTags('proofs')
@Controller()
export class ProofsController {
  constructor(
    private readonly proofs: Proofs,
    private readonly receipts: Receipts,
    private readonly day: PlatformDay,
  ) {}

  @Get('admin/proofs')
  @NeedsScope('view', 'finance')
  @ApiOperation({ summary: 'The roots of finished slots, link by link, page by page' })
  @ApiEnvelope(ProofsDto, { meta: ProofsMetaDto })
  @ApiErrors(400, 401, 403, 429, 503)
  async list(@Query() query: ProofsQuery): Promise<Answer<ProofsDto>> {
    const to = query.to === undefined ? this.day.today() : parseCalendarDate(query.to);
    const from = query.from === undefined ? addDays(to, -DAYS_BACK) : parseCalendarDate(query.from);
    assertDateRange({ first: { field: 'from', date: from }, last: { field: 'to', date: to } });
    const limit = pageLimit(query.limit);
    const found = await this.proofs.ofDays(from, to, fromCursor(query.cursor), limit + 1);
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const nextCursor = found.length > limit && last !== undefined ? toCursor(last) : null;
    return answer({ proofs: page.map(toProofDto) }, { meta: { from, to, count: page.length, limit, nextCursor } });
  }

  @Get('admin/transactions/:id/receipt')
  @NeedsScope('view', 'support', 'finance')
  @EntryParamDoc()
  @ApiOperation({ summary: "The receipt of anybody's payout" })
  @ApiEnvelope(ReceiptDto)
  @ApiErrors(400, 401, 403, 404, 409, 429, 503)
  async ofAnybody(@Param('id', IdParam) id: string): Promise<Answer<ReceiptDto>> {
    return answer(await this.receipts.of(new Types.ObjectId(id), null));
  }

  @Get('me/transactions/:id/receipt')
  @EntryParamDoc()
  @ApiOperation({ summary: 'The receipt of an own payout: the entry, the path to the root of its slot, and its link' })
  @ApiEnvelope(ReceiptDto)
  @ApiErrors(400, 401, 404, 409, 429, 503)
  async own(@Param('id', IdParam) id: string, @SignedIn() account: Account): Promise<Answer<ReceiptDto>> {
    return answer(await this.receipts.of(new Types.ObjectId(id), account.id));
  }
}
