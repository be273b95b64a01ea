import { expect, test } from '@jest/globals';
import { slotDescription } from './entry-description.js';

test.each([
  ['ROS', 2, 'Daily ROS Payout - Slot 2'],
  ['PREMIUM', 1, 'Premium Pool Share - Slot 1'],
  ['PERFORMANCE', 100, 'Performance Pool Share - Slot 100'],
  ['ROS', null, 'Daily ROS Payout'],
  ['PREMIUM', null, 'Premium Pool Share'],
] as const)('%s in slot %p reads as %j', (phase, slotNumber, text) => {
  expect(slotDescription(phase, slotNumber)).toBe(text);
});
