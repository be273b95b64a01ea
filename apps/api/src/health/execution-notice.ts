import { Injectable } from '@nestjs/common';
import { AppConfig } from '#lib/config';
import { ExecutionControl, WorkerRegistry } from '#lib/workers';

/** What an answer about a day carries while nothing is paid; nothing otherwise. */
export interface ExecutionNotice {
  readonly executionEnabled?: false;
  readonly warning?: string;
}

/** Tells whether queued slots will run, and why not (docs/specification.md 3.4). */
@Injectable()
export class ExecutionNotices {
  constructor(
    private readonly config: AppConfig,
    private readonly control: ExecutionControl,
    private readonly registry: WorkerRegistry,
  ) {}

  /** The variables of the environment that switch execution off. */
  get switchedOffBy(): readonly string[] {
    const { cronEnabled, distributionCronEnabled } = this.config;
    return [
      ...(cronEnabled ? [] : ['CRON_ENABLED']),
      ...(distributionCronEnabled ? [] : ['DISTRIBUTION_CRON_ENABLED']),
    ];
  }

  /** @returns nothing to tell while slots run at their times */
  async read(): Promise<ExecutionNotice> {
    const { switchedOffBy } = this;
    if (switchedOffBy.length > 0) {
      const switches = switchedOffBy.map((name) => `${name}=false`).join(' and ');
      return off(
        `Execution is switched off by ${switches}: nothing is paid until it is true and the processes restart.`,
      );
    }
    if (await this.control.isPaused()) {
      return off('Execution is paused: nothing is paid until POST /admin/cron/resume; what is overdue runs then.');
    }
    if ((await this.registry.alive()).length === 0) {
      return { warning: 'No worker is alive: nothing is paid until one is started; what is overdue runs then.' };
    }
    return {};
  }
}

function off(warning: string): ExecutionNotice {
  return { executionEnabled: false, warning };
}
