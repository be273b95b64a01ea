import { Injectable } from '@nestjs/common';
import { DeclarePool, UndatedPools, type Change, type PoolDeclarationView } from '#lib/declarations';
import { statusUrlOf, statusUrlOfPool } from '../http/answers/status-url.js';
import { accepted, answer, type Answer } from '../http/answers/answer.js';
import { Changes, type Asking } from '../changes/changes.js';
import { delayNotice } from '../changes/delay-notice.js';
import { PayoutGate } from '../changes/payout-gate.js';
import { toDeclarePoolRequest, type DeclarePoolBody, type PoolDeclaredDto, type RunningPoolDto } from './pool.dto.js';
import type { ProposedDto } from '../changes/proposed.dto.js';

export const RETRIED = 'Pools retry completed';
export const DISTRIBUTED = 'Pools distributed successfully';
export const DECLARED = 'Pools declared successfully';
export const RUNNING = 'The distribution of the pools is still running';

export type PoolAnswer = Answer<PoolDeclaredDto | RunningPoolDto | ProposedDto>;
type PoolPay<Request> = (request: Request, asking: Asking) => Promise<PoolAnswer>;

type Declared = Readonly<Record<string, unknown>> & { readonly body: DeclarePoolBody };
type OfPool = Readonly<Record<string, unknown>> & { readonly id: string };

/** What pools by their older endpoint may pay, and how it is answered. */
@Injectable()
export class PoolRequests {
  readonly declare: PoolPay<Declared>;
  readonly retry: PoolPay<OfPool>;
  readonly distribute: PoolPay<OfPool>;

  constructor(
    private readonly changes: Changes,
    declarePool: DeclarePool,
    undated: UndatedPools,
    gate: PayoutGate,
  ) {
    this.declare = gate.register({
      action: 'pool.declare',
      verb: 'Declare',
      pay: ({ body }: Declared, asking: Asking) =>
        this.paying(asking, DECLARED, (change) =>
          declarePool.declare(toDeclarePoolRequest(body), change, asking.waitMs),
        ),
    });
    this.retry = gate.register({
      action: 'pool.retry',
      verb: 'Retry',
      pay: ({ id }: OfPool, asking: Asking) =>
        this.paying(asking, RETRIED, (change) => undated.retry(id, change, asking.waitMs)),
    });
    this.distribute = gate.register({
      action: 'pool.distribute',
      verb: 'Distribute',
      pay: ({ id }: OfPool, asking: Asking) =>
        this.paying(asking, DISTRIBUTED, (change) => undated.distribute(id, change, asking.waitMs)),
    });
  }

  /** Answers what pays at once: 200 when it has ended, 202 while it runs. */
  private async paying(
    asking: Asking,
    message: string,
    work: (change: Change) => Promise<{ view: PoolDeclarationView; ended: boolean }>,
  ): Promise<Answer<PoolDeclaredDto | RunningPoolDto>> {
    const toData = (view: PoolDeclarationView): RunningPoolDto => ({ ...toRunning(view), ...delayNotice(asking) });
    const running = { message: RUNNING, toData };
    const { view, ended } = await work(this.changes.asked({ ...asking, message, running }));
    return ended ? answer(view, { message }) : accepted(toData(view), { message: RUNNING });
  }
}

function toRunning(view: PoolDeclarationView): RunningPoolDto {
  const { date } = view.declaration;
  return { ...view, statusUrl: date === null ? statusUrlOfPool(view.id ?? '') : statusUrlOf(date) };
}
