import { expect, test } from '@jest/globals';
import { table } from './table.js';

test('columns stand under each other, numbers on the right, colours take no room', () => {
  const lines = table(
    [{ title: 'slot' }, { title: 'status' }, { title: 'stakes', right: true }],
    [
      ['2026-02-12/slot-1', '\u001b[31mFAILED\u001b[0m', '1,200'],
      ['pool', 'COMPLETED', '7'],
    ],
  );
  expect(lines).toEqual([
    'slot               status     stakes',
    '2026-02-12/slot-1  \u001b[31mFAILED\u001b[0m      1,200',
    'pool               COMPLETED       7',
  ]);
});

test('no rows: the titles alone, and no spaces at the end', () => {
  expect(table([{ title: 'a' }, { title: 'b' }], [])).toEqual(['a  b']);
  expect(table([{ title: 'a' }, { title: 'b' }], [['1', '']])).toEqual(['a  b', '1']);
});
