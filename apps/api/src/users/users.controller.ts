import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Types } from 'mongoose';
import { Accounts, FindUsers, type Account } from '#lib/accounts';
import { AppConfig } from '#lib/config';
import { PlatformDay } from '#lib/declarations';
import { UserEntries } from '#lib/ledger';
import { Explain } from '#lib/reconciliation';
import {
  ExplainQuery,
  ExplanationDto,
  ExplanationMetaDto,
  toDates,
  toExplanationDto,
  toExplanationMeta,
} from '../me/explain.dto.js';
import { MyStakes } from '../me/my-stakes.js';
import { STAKES_ON_A_PAGE, StakesMetaDto, StakesQuery, toStakeDto } from '../me/stakes.dto.js';
import { toTransactionDto } from '../me/transactions.dto.js';
import { toWalletDto } from '../me/wallet.dto.js';
import { UserNotFoundError } from '../auth/admin-access.js';
import { answer, type Answer } from '../http/answers/answer.js';
import { ApiEnvelope, ApiErrors } from '../http/document/api-docs.js';
import { NeedsScope } from '../http/doors/needs-scope.decorator.js';
import { IdParam } from '../http/requests/params.js';
import { PageMetaDto, pageLimit } from '../http/answers/page.dto.js';
import { OwnersOfIds } from './owners-of-ids.js';
import { AccountDetailDto, AccountsDto, UsersQuery, toAccountDto } from './users.dto.js';

const LATEST_ENTRIES = 20;

const UserParamDoc = (): MethodDecorator =>
  ApiParam({ name: 'id', schema: { type: 'string', pattern: '^[0-9a-f]{24}$', example: '665f1c2e9b1e8a0012345678' } });

/** Answering a user (docs/specification.md 3.6). It only reads. */
@ApiTags('users')
@Controller('admin/users')
@NeedsScope('view', 'support')
export class UsersController {
  constructor(
    private readonly accounts: Accounts,
    private readonly found: FindUsers,
    private readonly owners: OwnersOfIds,
    private readonly stakes: MyStakes,
    private readonly entries: UserEntries,
    private readonly explaining: Explain,
    private readonly day: PlatformDay,
    private readonly config: AppConfig,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Find users by e-mail address, username or id, or by the id of a stake or an entry, page by page',
  })
  @ApiEnvelope(AccountsDto, { meta: PageMetaDto })
  @ApiErrors(400, 401, 403, 429, 503)
  async find(@Query() { query = '', cursor, limit: asked }: UsersQuery): Promise<Answer<AccountsDto>> {
    const limit = pageLimit(asked);
    const { users, nextCursor } = await this.found.page(query, { cursor, limit });
    const behind = users.length === 0 && cursor === undefined ? await this.owners.of(query.trim()) : null;
    const shown = behind === null ? users : [behind.owner];
    const meta: PageMetaDto = { count: shown.length, limit, nextCursor };
    return answer({ foundBy: behind?.foundBy ?? 'user', users: shown.map(toAccountDto) }, { meta });
  }

  @Get(':id')
  @UserParamDoc()
  @ApiOperation({
    summary: 'A user: account, wallet, stakes with what they earn, page by page, and the latest entries',
  })
  @ApiEnvelope(AccountDetailDto, { meta: StakesMetaDto })
  @ApiErrors(400, 401, 403, 404, 429, 503)
  async one(@Param('id', IdParam) id: string, @Query() query: StakesQuery): Promise<Answer<AccountDetailDto>> {
    const account = await this.accountOf(id);
    const limit = pageLimit(query.limit, STAKES_ON_A_PAGE);
    const [earnings, page, { entries }] = await Promise.all([
      this.accounts.earnings(account.id),
      this.stakes.page(account.id, { cursor: query.cursor, limit }),
      this.entries.page(account.id, { limit: LATEST_ENTRIES }),
    ]);
    const { stakes, total, nextCursor } = page;
    const meta: StakesMetaDto = { count: stakes.length, limit, nextCursor, total };
    const data: AccountDetailDto = {
      user: toAccountDto(account),
      wallet: toWalletDto(earnings),
      stakes: stakes.map((stake) => toStakeDto(stake, this.config.rosCapPercent)),
      transactions: entries.map(toTransactionDto),
    };
    return answer(data, { meta });
  }

  @Get(':id/explain')
  @UserParamDoc()
  @ApiOperation({ summary: "What a user's stakes and shares were paid and how it is worked out, or why not" })
  @ApiEnvelope(ExplanationDto, { meta: ExplanationMetaDto })
  @ApiErrors(400, 401, 403, 404, 429, 503)
  async explain(@Param('id', IdParam) id: string, @Query() query: ExplainQuery): Promise<Answer<ExplanationDto>> {
    const dates = toDates(query, this.day.today());
    const limit = pageLimit(query.limit, STAKES_ON_A_PAGE);
    const userId = new Types.ObjectId(id);
    const [, found] = await Promise.all([
      this.accountOf(id),
      this.explaining.user({ userId, dates, limit, cursor: query.cursor }),
    ]);
    return answer(toExplanationDto(found), { meta: toExplanationMeta(found) });
  }

  private async accountOf(id: string): Promise<Account> {
    const account = await this.accounts.byId(new Types.ObjectId(id));
    if (account === null) throw new UserNotFoundError(`There is no user ${id}.`);
    return account;
  }
}
