import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Accounts, type Account } from '#lib/accounts';
import { AppConfig } from '#lib/config';
import { PlatformDay } from '#lib/declarations';
import { UserEntries } from '#lib/ledger';
import { Explain } from '#lib/reconciliation';
import { answer, type Answer } from '../http/answers/answer.js';
import { ApiEnvelope, ApiErrors } from '../http/document/api-docs.js';
import { SignedIn } from '../http/doors/signed-in.decorator.js';
import { PageMetaDto, pageLimit } from '../http/answers/page.dto.js';
import {
  ExplainQuery,
  ExplanationDto,
  ExplanationMetaDto,
  toDates,
  toExplanationDto,
  toExplanationMeta,
} from './explain.dto.js';
import { MyStakes } from './my-stakes.js';
import { STAKES_ON_A_PAGE, StakesDto, StakesMetaDto, StakesQuery, toStakeDto } from './stakes.dto.js';
import { TransactionsDto, TransactionsQuery, toEntryQuery, toTransactionDto } from './transactions.dto.js';
import { WalletDto, toWalletDto } from './wallet.dto.js';

/** What users see of themselves, and of nobody else (docs/specification.md 3.5). */
@ApiTags('me')
@Controller('me')
export class MeController {
  constructor(
    private readonly accounts: Accounts,
    private readonly stakes: MyStakes,
    private readonly entries: UserEntries,
    private readonly explaining: Explain,
    private readonly day: PlatformDay,
    private readonly config: AppConfig,
  ) {}

  @Get('wallet')
  @ApiOperation({ summary: 'The own wallet' })
  @ApiEnvelope(WalletDto)
  @ApiErrors(401, 429, 503)
  async wallet(@SignedIn() { id }: Account): Promise<Answer<WalletDto>> {
    return answer(toWalletDto(await this.accounts.earnings(id)));
  }

  @Get('stakes')
  @ApiOperation({ summary: 'The own stakes and what they earn, newest first, page by page' })
  @ApiEnvelope(StakesDto, { meta: StakesMetaDto })
  @ApiErrors(400, 401, 429, 503)
  async myStakes(@SignedIn() { id }: Account, @Query() query: StakesQuery): Promise<Answer<StakesDto>> {
    const limit = pageLimit(query.limit, STAKES_ON_A_PAGE);
    const { stakes, total, nextCursor } = await this.stakes.page(id, { cursor: query.cursor, limit });
    const meta: StakesMetaDto = { count: stakes.length, limit, nextCursor, total };
    return answer({ stakes: stakes.map((stake) => toStakeDto(stake, this.config.rosCapPercent)) }, { meta });
  }

  @Get('transactions')
  @ApiOperation({ summary: 'What was paid to the own wallet, newest first, page by page' })
  @ApiEnvelope(TransactionsDto, { meta: PageMetaDto })
  @ApiErrors(400, 401, 429, 503)
  async transactions(@SignedIn() { id }: Account, @Query() query: TransactionsQuery): Promise<Answer<TransactionsDto>> {
    const asked = toEntryQuery(query);
    const { entries, nextCursor } = await this.entries.page(id, asked);
    const meta: PageMetaDto = { count: entries.length, limit: asked.limit, nextCursor };
    return answer({ transactions: entries.map(toTransactionDto) }, { meta });
  }

  @Get('explain')
  @ApiOperation({ summary: 'What the own stakes and shares were paid and how it is worked out, or why not' })
  @ApiEnvelope(ExplanationDto, { meta: ExplanationMetaDto })
  @ApiErrors(400, 401, 429, 503)
  async explain(@SignedIn() { id }: Account, @Query() query: ExplainQuery): Promise<Answer<ExplanationDto>> {
    const dates = toDates(query, this.day.today());
    const limit = pageLimit(query.limit, STAKES_ON_A_PAGE);
    const found = await this.explaining.user({ userId: id, dates, limit, cursor: query.cursor });
    return answer(toExplanationDto(found), { meta: toExplanationMeta(found) });
  }
}
