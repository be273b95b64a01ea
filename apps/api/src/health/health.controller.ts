import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { ExecutionNotices } from './execution-notice.js';
import { answer, type Answer } from '../http/answers/answer.js';
import { ApiEnvelope, ApiErrors } from '../http/document/api-docs.js';
import { DependencyDownError } from '../http/answers/errors.js';
import { Public } from '../http/doors/public.decorator.js';
import { Readiness, type DependencyState } from './readiness.js';

class LiveDto {
  @ApiProperty({ type: String, enum: ['live'] })
  status: 'live';
}

class ReadyDto {
  @ApiProperty({ type: String, enum: ['ready', 'degraded'] })
  status: 'ready' | 'degraded';

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { mongodb: 'answers', redis: 'answers', worker: '2 alive' },
  })
  dependencies: Record<string, string>;

  @ApiProperty({ type: String, example: 'enabled', description: 'enabled, or why nothing is executed' })
  execution: string;
}

/** For load balancers and orchestrators. */
@ApiTags('health')
@Public()
@Controller('health')
export class HealthController {
  constructor(
    private readonly readiness: Readiness,
    private readonly notices: ExecutionNotices,
  ) {}

  @Get('live')
  @ApiOperation({ summary: 'The process answers' })
  @ApiEnvelope(LiveDto)
  live(): Answer<LiveDto> {
    return answer({ status: 'live' });
  }

  @Get('ready')
  @ApiOperation({ summary: 'The process can do its work: MongoDB answers' })
  @ApiEnvelope(ReadyDto)
  @ApiErrors(503)
  ready(): Promise<Answer<ReadyDto>> {
    return this.answerUnlessDown(({ name }) => name === 'mongodb');
  }

  @Get('all')
  @ApiOperation({ summary: 'For monitors: MongoDB, Redis and a live worker are there' })
  @ApiEnvelope(ReadyDto)
  @ApiErrors(503)
  all(): Promise<Answer<ReadyDto>> {
    return this.answerUnlessDown(() => true);
  }

  /** @param needed whether the answer is 503 without this dependency */
  private async answerUnlessDown(needed: (state: DependencyState) => boolean): Promise<Answer<ReadyDto>> {
    const states = await this.readiness.dependencies();
    const down = states.filter(({ up }) => !up);
    if (down.some(needed)) {
      throw new DependencyDownError(
        `Not ready: ${down.map(({ name, detail }) => `${name} (${detail})`).join(', ')}`,
        down.map(({ name, detail }) => ({ field: name, message: detail })),
      );
    }
    const dependencies = Object.fromEntries(states.map(({ name, detail }) => [name, detail]));
    const status = down.length === 0 ? 'ready' : 'degraded';
    return answer({ status, dependencies, execution: await this.execution() });
  }

  private async execution(): Promise<string> {
    const { executionEnabled = true, warning } = await this.notices.read();
    return executionEnabled ? 'enabled' : (warning ?? 'switched off');
  }
}
