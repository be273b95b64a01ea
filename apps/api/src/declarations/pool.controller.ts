import { Body, Controller, Get, Param, Post, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Origin } from '#lib/audit';
import { DeclarationReader, DeclarePool } from '#lib/declarations';
import type { IdempotencyScope } from '#lib/idempotency';
import { ForgetStatus } from '../distributions/forget-status.interceptor.js';
import { AdminMutationBody } from '../http/admin-mutation-body.js';
import { AdminMutation } from '../http/admin-mutation.decorator.js';
import { answer, type Answer } from '../http/answer.js';
import { ApiEnvelope, ApiErrors } from '../http/api-docs.js';
import { IdParam } from '../http/params.js';
import { From, IdempotentBy } from '../http/signed-in.decorator.js';
import { Changes } from './changes.js';
import { QualifiersDto } from './declaration.dto.js';
import { PoolParamDoc } from './documented.js';
import { DeclarePoolBody, PoolDeclaredDto, toDeclarePoolRequest } from './pool.dto.js';

const RETRIED = 'Pools retry started';
const DECLARED = 'Pools declared successfully';

/** Pools by their older endpoint (docs/specification.md 3.3). */
@ApiTags('older endpoints')
@Controller('admin/pool')
@UseInterceptors(ForgetStatus)
export class PoolController {
  constructor(
    private readonly declarePool: DeclarePool,
    private readonly reader: DeclarationReader,
    private readonly changes: Changes,
  ) {}

  @Post('declare')
  @AdminMutation(DeclarePoolBody)
  @ApiOperation({ summary: 'Declare pools for now or for a date; with rosPercentage a whole day' })
  @ApiEnvelope(PoolDeclaredDto, { message: DECLARED })
  @ApiErrors(409, 500)
  async declare(
    @Body() body: DeclarePoolBody,
    @From() origin: Origin,
    @IdempotentBy() scope: IdempotencyScope | undefined,
  ): Promise<Answer<PoolDeclaredDto>> {
    const change = this.changes.asked({ origin, scope, message: DECLARED });
    const { view, trouble } = await this.declarePool.declare(toDeclarePoolRequest(body), change);
    return answer(view, { message: trouble ?? DECLARED });
  }

  @Post(':id/retry')
  @PoolParamDoc()
  @AdminMutation(AdminMutationBody)
  @ApiOperation({ summary: 'Pay what FAILED pools without a date, or COMPLETED ones with errors, have not paid' })
  @ApiEnvelope(PoolDeclaredDto, { message: RETRIED })
  @ApiErrors(404, 409, 500)
  async retry(
    @Param('id', IdParam) id: string,
    @From() origin: Origin,
    @IdempotentBy() scope: IdempotencyScope | undefined,
  ): Promise<Answer<PoolDeclaredDto>> {
    const change = this.changes.asked({ origin, scope, message: RETRIED });
    return answer(await this.declarePool.retry(id, change), { message: RETRIED });
  }

  @Get('qualifiers')
  @ApiOperation({ summary: 'Who would share the pools now' })
  @ApiEnvelope(QualifiersDto)
  @ApiErrors(401, 403, 429, 503)
  async qualifiers(): Promise<Answer<QualifiersDto>> {
    return answer(await this.reader.qualifiers());
  }
}
