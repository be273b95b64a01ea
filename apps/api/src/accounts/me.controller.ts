import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Accounts, type Account } from '#lib/accounts';
import { AppConfig } from '#lib/config';
import { UserEntries } from '#lib/ledger';
import { answer, type Answer } from '../http/answer.js';
import { ApiEnvelope, ApiErrors } from '../http/api-docs.js';
import { SignedIn } from '../http/signed-in.decorator.js';
import { PageMetaDto, pageLimit } from '../operations/page.dto.js';
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
}
