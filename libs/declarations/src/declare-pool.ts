import { Injectable } from '@nestjs/common';
import type { CalendarDate } from '#lib/calendar';
import { ZERO_RATE, type Money, type PerPool, type Rate } from '#lib/money';
import type { Change } from './change.js';
import { AMOUNT_FIELDS, areEmpty } from './day-rules.js';
import type { DeclarationView } from './declaration-view.js';
import { DeclareDay } from './declare-day.js';
import { InvalidDeclarationError } from './errors.js';
import { UndatedPools, type PoolDeclarationView } from './undated-pools.js';

export interface DeclarePoolRequest {
  readonly pools: PerPool<Money>;
  /** Left out: the pools belong to no date. */
  readonly date?: CalendarDate | undefined;
  /** Only with a date. */
  readonly rate?: Rate | undefined;
  /** Of the pools; a ROS that is declared with them waits for its own word. */
  readonly autoDistribute: boolean;
  readonly notes?: string | undefined;
}

/**
 * Declares pools by their older endpoint (docs/specification.md 3.3). With a date they are that date's declaration.
 * Without one they are kept in a collection of their own, which says who declared what and when, and names the
 * distributions that pay them; `UndatedPools` lists them, distributes and deletes them.
 */
@Injectable()
export class DeclarePool {
  constructor(
    private readonly declareDay: DeclareDay,
    private readonly undated: UndatedPools,
  ) {}

  /**
   * @param waitMs how long to wait for what is distributed at once; left out: as long as a request does
   * @returns what is declared, and whether what was to be distributed at once has ended by then
   * @throws InvalidDeclarationError, DeclarationExistsError, DistributionFailedError, DistributionCancelledError
   */
  async declare(
    request: DeclarePoolRequest,
    change: Change,
    waitMs?: number,
  ): Promise<{ view: PoolDeclarationView; ended: boolean }> {
    const { date, rate, pools, notes, autoDistribute } = request;
    if (date === undefined) {
      assertPoolsAlone(request);
      return this.undated.declare({ pools, notes: notes ?? '', autoDistribute }, change, waitMs);
    }
    const declared = { date, rate: rate ?? ZERO_RATE, pools, description: notes ?? '' };
    const auto = { autoDistributePools: autoDistribute, autoDistributeRos: false };
    const dated: Change = {
      ...change,
      remember: (session, view, runs) => change.remember(session, { ...(view as DeclarationView), id: null }, runs),
    };
    const { view, ended } = await this.declareDay.declare({ ...declared, ...auto }, dated, waitMs);
    return { view: { ...view, id: null }, ended };
  }
}

function assertPoolsAlone({ rate, pools }: DeclarePoolRequest): void {
  if (rate !== undefined && rate !== ZERO_RATE) {
    throw new InvalidDeclarationError([
      { field: 'rosPercentage', message: 'must be left out without a date: a ROS belongs to a day' },
    ]);
  }
  if (areEmpty(pools)) {
    throw new InvalidDeclarationError(
      AMOUNT_FIELDS.map((field) => ({
        field,
        message: 'must be above 0, or the other must',
      })),
    );
  }
}
