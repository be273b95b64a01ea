import { planBody, spreadSlots, type TypedPlan } from './slot-plan.js';

const PLAN: TypedPlan = {
  date: '2026-02-12',
  kind: 'slots',
  ros: '',
  premium: '100',
  performance: '',
  poolsBySlot: false,
  description: ' ',
  time: '',
  slots: [],
};

it('spreads slots evenly, and their percentages add up to the whole', () => {
  const slots = spreadSlots(7, '09:00', '18:00', '1');
  expect(slots.map(({ time }) => time)).toEqual(['09:00', '10:30', '12:00', '13:30', '15:00', '16:30', '18:00']);
  const millionths = slots.map(({ ros }) => Math.round(Number(ros) * 1_000_000));
  expect(millionths.reduce((one, other) => one + other)).toBe(1_000_000);
  expect(spreadSlots(1, '09:00', '18:00', '0.5')).toMatchObject([{ time: '09:00', ros: '0.5' }]);
});

it('makes a request of what is typed, and none of what is not finished', () => {
  expect(planBody(PLAN)).toBeNull();
  expect(planBody({ ...PLAN, kind: 'single' })).toBeNull();
  expect(planBody({ ...PLAN, kind: 'single', ros: '0.5', time: '14:00' })).toEqual({
    rosPercentage: '0.5',
    premiumPoolAmount: '100',
    performancePoolAmount: '0',
    scheduledFor: '14:00',
  });
  const slots = [
    { id: 1, time: '14:00', ros: '0.5', premium: '0.1', performance: '' },
    { id: 2, time: '18:00', ros: '0.5', premium: '0.2', performance: '7' },
  ];
  expect(planBody({ ...PLAN, slots, poolsBySlot: true })).toMatchObject({
    premiumPoolAmount: 0.3,
    performancePoolAmount: 7,
    distributionSlots: [
      { slotNumber: 1, premiumPoolAmount: '0.1' },
      { slotNumber: 2, scheduledFor: '18:00' },
    ],
  });
});
