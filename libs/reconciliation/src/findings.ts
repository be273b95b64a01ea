import type { CheckId, CheckResult, CheckScope, Difference } from './report.js';

/** How many differences of one invariant are told in full. */
export const DIFFERENCES_TOLD = 100;

const TITLES: Readonly<Record<CheckId, string>> = {
  I1: 'nobody was paid twice',
  I2: 'wallets and stakes hold what the ledger says',
  I3: 'slot totals = chunks = ledger entries',
  I4: 'pools add up to the last millionth',
  I5: 'COMPLETED where all is paid, and only there',
  I6: 'no slot waits past its time',
  I7: 'every amount is what order and rules say',
  I8: 'every slot is as it was ordered, sealed',
  I9: 'slots and the audit log are as they were closed',
};

/** Collects what contradicts one invariant: all counted, the first ones kept. */
export class Findings {
  private readonly differences: Difference[] = [];
  private total = 0;
  private looked = 0;
  private scope: CheckScope = 'date';

  constructor(private readonly id: CheckId) {}

  /** Notes that so many things were looked at. */
  checked(count: number): void {
    this.looked += count;
  }

  /** Notes that it was proved for more than the date. */
  proved(scope: CheckScope): void {
    this.scope = scope;
  }

  add(...differences: readonly Difference[]): void {
    this.count(differences.length, differences);
  }

  /** Notes `total` differences of which only some are in hand. */
  count(total: number, some: readonly Difference[]): void {
    this.total += total;
    this.differences.push(...some.slice(0, DIFFERENCES_TOLD - this.differences.length));
  }

  result(): CheckResult {
    return {
      id: this.id,
      title: TITLES[this.id],
      holds: this.total === 0,
      scope: this.scope,
      checked: this.looked,
      differences: this.differences,
      differencesTotal: this.total,
    };
  }
}
