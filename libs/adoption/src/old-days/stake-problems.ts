import type { OldDaysReport, OldStakeProblem } from './report.js';
import type { StakeOutcome } from './who-is-owed.js';

/** How many of each kind of problem are told; all are counted. */
const TOLD = 1_000;

/** What somebody has to look at, the first of each kind. */
export class StakeProblems {
  private readonly unclear: OldStakeProblem[] = [];
  private readonly unpayable: OldStakeProblem[] = [];
  private readonly twice: string[] = [];
  private counts = { unclear: 0, unpayable: 0, twice: 0 };

  note({ stake, slot, outcome }: StakeOutcome): void {
    const told = (reason: string): OldStakeProblem => ({
      date: slot.date,
      slotNumber: slot.slotNumber,
      stakeId: String(stake._id),
      reason,
    });
    if (outcome.kind === 'unclear') {
      this.counts.unclear += 1;
      if (this.unclear.length < TOLD) this.unclear.push(told(outcome.why));
    } else if (outcome.kind === 'owed' && outcome.why !== null) {
      this.counts.unpayable += 1;
      if (this.unpayable.length < TOLD) this.unpayable.push(told(outcome.why));
    }
  }

  paidTwice(found: readonly string[]): void {
    this.counts.twice += found.length;
    this.twice.push(...found.slice(0, TOLD - this.twice.length));
  }

  told(): Pick<OldDaysReport, 'unclear' | 'unpayable' | 'paidTwice'> {
    const { counts, unclear, unpayable, twice } = this;
    return {
      unclear: { count: counts.unclear, items: unclear },
      unpayable: { count: counts.unpayable, items: unpayable },
      paidTwice: { count: counts.twice, items: twice },
    };
  }
}
