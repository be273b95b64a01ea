import type { OldDaysReport, OldSlotLine, UndoReport } from '#lib/adoption';
import { whole } from '../terminal/numbers.js';
import { dim, yellow } from '../terminal/paint.js';
import { table } from '../terminal/table.js';

const TOLD = 20;

/** What the old system left unpaid, as a person reads and signs it. */
export function oldDaysLines(report: OldDaysReport, { all }: { readonly all: boolean }): string[] {
  const { slots, problems, unclear, paidTwice, payoutsOfNobody, wallClock } = report;
  if (slots.length === 0 && problems.length === 0) return ['No days of an old system were found.'];
  const told = <T>(items: readonly T[]): readonly T[] => (all ? items : items.slice(0, TOLD));
  const rest = (count: number, shown: number): string[] =>
    count > shown ? [dim(`and ${whole(count - shown)} more${all ? '' : ' (--all, --json)'}`)] : [];
  const stakes = unclear.items;
  return [
    ...table(
      [
        { title: 'slot of the old system' },
        { title: 'it says' },
        { title: 'ROS', right: true },
        { title: 'due', right: true },
        { title: 'paid', right: true },
        { title: 'unclear', right: true },
        { title: 'unpayable', right: true },
        { title: 'owed', right: true },
        { title: 'USDT', right: true },
        { title: '' },
      ],
      slots.map((slot) => [
        `${slot.date} ${slot.slotNumber}`,
        slot.status,
        `${slot.rosPercentage} %`,
        whole(slot.due),
        whole(slot.paid),
        whole(slot.unclear),
        whole(slot.unpayable),
        slot.owed === 0 ? '0' : yellow(whole(slot.owed)),
        slot.owed === 0 ? '' : slot.amount,
        STATES[slot.state],
      ]),
    ),
    dim(`Times of day are ${wallClock}.`),
    ...(payoutsOfNobody === 0 ? [] : [yellow(`${whole(payoutsOfNobody)} payout entries name no user.`)]),
    ...(paidTwice.count === 0
      ? []
      : [
          yellow(`Paid more than once by the old system: ${whole(paidTwice.count)} (stake, date and slot)`),
          ...told(paidTwice.items).map((item) => `  ${item}`),
          ...rest(paidTwice.count, told(paidTwice.items).length),
        ]),
    ...(problems.length === 0
      ? []
      : [
          yellow('Days that cannot be read, and are left out:'),
          ...table(
            [{ title: 'collection' }, { title: 'id' }, { title: 'field' }, { title: 'why' }],
            told(problems).map(({ collection, id, field, reason }) => [collection, id, field, reason]),
          ),
          ...rest(problems.length, told(problems).length),
        ]),
    ...(stakes.length === 0
      ? []
      : [
          yellow('Stakes that may have been paid: somebody has to look, nothing is paid by itself:'),
          ...table(
            [{ title: 'slot' }, { title: 'stake' }, { title: 'why' }],
            told(stakes).map(({ date, slotNumber, stakeId, reason }) => [`${date} ${slotNumber}`, stakeId, reason]),
          ),
          ...rest(unclear.count, told(stakes).length),
        ]),
    ...(slots.some(({ state }) => state === 'recorded')
      ? ['Pay what is owed with POST /api/v1/admin/daily-declaration-returns/<date>/compensate, date by date.']
      : []),
  ];
}

const STATES: Readonly<Record<OldSlotLine['state'], string>> = {
  found: 'owes',
  settled: '',
  recorded: 'recorded, to be compensated',
  'number-taken': yellow('a slot of ours has its number: left out'),
};

/** What became of the recorded slots when adoption was undone. */
export function undoneDaysLines({ removed, kept }: UndoReport['oldDays']): string[] {
  return [
    ...(removed === 0 ? [] : [`Slots of the old system taken away: ${whole(removed)}.`]),
    ...(kept.length === 0 ? [] : [yellow(`Slots of the old system that ran, and stay: ${kept.join(', ')}.`)]),
  ];
}
