import { Controller, Get, Header, NotFoundException } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AppConfig } from '#lib/config';
import { METRICS_TYPE } from '#lib/observability';
import { ApiErrors } from '../http/document/api-docs.js';
import { Public } from '../http/doors/public.decorator.js';
import { MetricsPort } from './metrics-port.js';

/** For Prometheus. */
@ApiTags('operations')
@Public()
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: MetricsPort,
    private readonly config: AppConfig,
  ) {}

  @Get()
  @Header('Content-Type', METRICS_TYPE)
  @ApiOperation({
    summary: 'Metrics of this process, and gauges of the whole system, in the text format of Prometheus',
    description: 'Not here where METRICS_PORT names another port, nor in production where it names none.',
  })
  @ApiOkResponse({ content: { 'text/plain': { schema: { type: 'string' } } } })
  @ApiErrors(404)
  async scrape(): Promise<string> {
    if (this.config.apiMetrics !== 'beside') throw new NotFoundException();
    return this.metrics.scrape();
  }
}
