import { slotEvent } from './slot-event.js';

const line = { time: '2026-02-12T14:30:05.123Z', key: '2026-02-12/slot-2' };

it('tells a start, and an end with what it paid', () => {
  expect(slotEvent({ ...line, msg: 'Slot started' })).toBe('14:30:05  2026-02-12/slot-2  started');
  const paid = { stakes: 3000, usdt: 78324.400001, errors: 0, durationMs: 2500 };
  expect(slotEvent({ ...line, ...paid, msg: 'Slot COMPLETED' })).toBe(
    '14:30:05  2026-02-12/slot-2  COMPLETED  3,000 stakes, 78,324.400001 USDT, 2.5 s',
  );
});

it('tells what was not paid, and why', () => {
  const failed = { stakes: 0, usdt: 0, errors: 12, durationMs: 100, error: '12 records could not be paid.' };
  expect(slotEvent({ ...line, ...failed, msg: 'Slot FAILED' })).toBe(
    '14:30:05  2026-02-12/slot-2  FAILED  0 stakes, 0 USDT, 0.1 s, 12 records not paid, 12 records could not be paid.',
  );
});

it('tells nothing of other lines', () => {
  expect(slotEvent({ ...line, msg: 'Slot planned' })).toBeNull();
  expect(slotEvent({ msg: 'Slot started' })).toBeNull();
});
