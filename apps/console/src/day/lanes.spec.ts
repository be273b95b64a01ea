import { lanesOf } from './lanes.js';

it('slots that are far enough from each other stand on one line', () => {
  expect(lanesOf([0.5, 0.1, 0.9], 0.1)).toEqual({ kind: 'circles', count: 1, lanes: [0, 0, 0] });
});

it('slots that would overlap stand beneath each other, and the next one is on the line again', () => {
  expect(lanesOf([0.5, 0.52, 0.54, 0.61], 0.1)).toEqual({ kind: 'circles', count: 3, lanes: [0, 1, 2, 0] });
});

it('a day of a hundred slots becomes strokes', () => {
  const shares = Array.from({ length: 100 }, (_, index) => 0.4 + index / 1_000);
  expect(lanesOf(shares, 0.03).kind).toBe('strokes');
});
