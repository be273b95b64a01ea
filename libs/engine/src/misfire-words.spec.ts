import { misfireWords, type RanMeanwhile } from './misfire-words.js';

const HOUR_MS = 3_600_000;
const DUE = new Date('2026-02-12T00:00:00.000Z');
const NOW = at(12.5);

function at(hours: number): Date {
  return new Date(DUE.getTime() + hours * HOUR_MS);
}

function ran(key: string, from: number, to: number | null): RanMeanwhile {
  return { key, startedAt: at(from), endedAt: to === null ? null : at(to) };
}

describe('why a slot misfired says', () => {
  it.each<[string, readonly RanMeanwhile[], string]>([
    ['that nobody ran anything', [], 'no worker ran it (none lived, or execution was paused)'],
    ['what it waited behind', [ran('d/slot-1', -1, null)], 'it waited behind d/slot-1, for slots run one at a time'],
    [
      'that it waited behind several, one after the other',
      [ran('d/slot-2', 5, null), ran('d/slot-1', 0, 5)],
      'it waited behind d/slot-1 and d/slot-2, for slots run one at a time',
    ],
    [
      'that nobody ran anything at first',
      [ran('d/slot-1', 12, null)],
      'until 2026-02-12T12:00:00.000Z no worker ran it (none lived, or execution was paused), then it waited behind d/slot-1, for slots run one at a time',
    ],
    [
      'that nobody ran anything afterwards',
      [ran('d/slot-1', 0, 1)],
      'it waited behind d/slot-1, for slots run one at a time, and from 2026-02-12T01:00:00.000Z on no worker ran it (none lived, or execution was paused)',
    ],
    [
      'a few of many',
      [1, 2, 3, 4, 5].map((number) => ran(`d/slot-${number}`, number * 2 - 2, number === 5 ? null : number * 2)),
      'it waited behind d/slot-1, d/slot-2, d/slot-3 and 2 more, for slots run one at a time',
    ],
  ])('%s', (_, meanwhile, words) => {
    expect(misfireWords(DUE, NOW, meanwhile)).toBe(
      `MISFIRED: its time passed 12.5 h ago, and ${words}; retry pays it now`,
    );
  });
});
