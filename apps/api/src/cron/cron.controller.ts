import { Controller, Get, Post } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { Origin } from '#lib/audit';
import { AppConfig } from '#lib/config';
import type { IdempotencyScope } from '#lib/idempotency';
import { Changes } from '../changes/changes.js';
import { StatusCache } from '../changes/status-cache.js';
import { AdminMutationBody } from '../http/requests/admin-mutation-body.js';
import { AdminMutation } from '../http/requests/admin-mutation.decorator.js';
import { answer, type Answer } from '../http/answers/answer.js';
import { ApiEnvelope, ApiErrors } from '../http/document/api-docs.js';
import { NeedsScope } from '../http/doors/needs-scope.decorator.js';
import { From, IdempotentBy } from '../http/doors/signed-in.decorator.js';
import { CronStatus } from './cron-status.js';
import { CronStatusDto, toCronStatusDto } from './cron-status.dto.js';
import { PauseExecution, type PauseState } from '#lib/declarations';

const PAUSED = 'Execution paused';
const RESUMED = 'Execution resumed';

class PauseDto {
  @ApiProperty({ type: Boolean, description: 'false: the environment switches execution off', example: true })
  enabled: boolean;

  @ApiProperty({ type: Boolean, example: false })
  paused: boolean;

  @ApiProperty({ type: [String], description: 'Overdue slots that run at once now', example: ['2026-02-12/slot-1'] })
  wokenSlots: readonly string[];
}

/** For the operator: whether slots are executed, and the switch (docs/specification.md 3.4). */
@ApiTags('operations')
@Controller('admin/cron')
export class CronController {
  constructor(
    private readonly status: CronStatus,
    private readonly execution: PauseExecution,
    private readonly changes: Changes,
    private readonly config: AppConfig,
    private readonly cache: StatusCache,
  ) {}

  @Get('status')
  @ApiOperation({ summary: 'Whether slots are executed at their times, and what stands in the way' })
  @ApiEnvelope(CronStatusDto)
  @ApiErrors(401, 403, 429, 503)
  async read(): Promise<Answer<CronStatusDto>> {
    return answer(toCronStatusDto(await this.status.read()));
  }

  @Post('pause')
  @NeedsScope('operate')
  @AdminMutation(AdminMutationBody)
  @ApiOperation({ summary: 'Let no further slot start; survives restarts' })
  @ApiEnvelope(PauseDto, { message: PAUSED })
  async pause(@From() origin: Origin, @IdempotentBy() scope: IdempotencyScope | undefined): Promise<Answer<PauseDto>> {
    const toData = (state: PauseState): PauseDto => this.toDto(state);
    const state = await this.execution.pause(this.changes.asked({ origin, scope, message: PAUSED, toData }));
    this.cache.forget();
    return answer(toData(state), { message: PAUSED });
  }

  @Post('resume')
  @NeedsScope('operate')
  @AdminMutation(AdminMutationBody)
  @ApiOperation({ summary: 'Let slots start again; overdue ones run at once' })
  @ApiEnvelope(PauseDto, { message: RESUMED })
  async resume(@From() origin: Origin, @IdempotentBy() scope: IdempotencyScope | undefined): Promise<Answer<PauseDto>> {
    const toData = (state: PauseState): PauseDto => this.toDto(state);
    const state = await this.execution.resume(this.changes.asked({ origin, scope, message: RESUMED, toData }));
    this.cache.forget();
    return answer(toData(state), { message: RESUMED });
  }

  private toDto(state: PauseState): PauseDto {
    return { enabled: this.config.executionEnabled, ...state };
  }
}
