import { stripVTControlCharacters } from 'node:util';
import type { SlotView } from './day.js';
import { slotLine } from './slot-line.js';

const SLOT = {
  slotNumber: 100,
  status: 'COMPLETED',
  progress: { percent: 100 },
  processedStakes: 1_000_000,
  totalDistributed: 12_345_678.123456,
  latenessMs: 1_234,
  executionTimeMs: 123_400,
  error: null,
} as SlotView;

describe('the line of a slot', () => {
  it.each([
    [80, { processedStakes: 100_000, totalDistributed: 1_234_567.123456, executionTimeMs: 12_300 }],
    [120, {}],
  ])('fits a terminal of %i columns', (columns, other) => {
    const line = stripVTControlCharacters(slotLine({ ...SLOT, ...other }, columns));
    expect(line.length).toBeLessThanOrEqual(columns);
    expect(line).toMatch(/^slot 100 {2}COMPLETED {2}█+ 100 % {2}[\d,]+ stakes {2}[\d,]+\.123456 USDT {2}.*[\d.]+ s$/);
  });

  it('says what failed', () => {
    expect(slotLine({ ...SLOT, status: 'FAILED', error: 'NOT_ORDERED: changed' }, 80)).toContain(
      'NOT_ORDERED: changed',
    );
  });
});
