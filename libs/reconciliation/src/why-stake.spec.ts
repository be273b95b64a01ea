import { Types } from 'mongoose';
import { ZERO, parseMoney, parseRosPercentage } from '#lib/money';
import type { UserStake } from '#lib/stakes';
import { whyStake, type RosSlot, type StakeFacts } from './why-stake.js';

const AT = new Date('2026-02-12T14:30:00Z');
const BEFORE = new Date('2026-02-12T14:29:59.999Z');
const AFTER = new Date('2026-02-13T00:00:00Z');

const aSlot = (fields: Partial<RosSlot> = {}): RosSlot => ({
  status: 'COMPLETED',
  reason: null,
  isPlanned: true,
  scheduledFor: AT,
  executedAt: AT,
  rate: parseRosPercentage('0.5'),
  capPercent: 200,
  namedByFormer: null,
  ...fields,
});
const aStake = (fields: Partial<UserStake> = {}): UserStake => ({
  id: new Types.ObjectId(),
  amount: parseMoney('100.5'),
  totalEarned: ZERO,
  status: 'ACTIVE',
  activatedAt: BEFORE,
  completedAt: null,
  ...fields,
});
const why = (facts: Partial<StakeFacts> = {}) =>
  whyStake({
    stake: aStake(),
    slot: aSlot(),
    entry: null,
    failure: null,
    missing: null,
    isOwedBefore: false,
    ...facts,
  });
const paid = (amount: string) => ({ amount: parseMoney(amount), rate: parseRosPercentage('0.5'), createdAt: AT });

it('what was paid is worked out by the rules of the slot', () => {
  expect(why({ entry: paid('0.5025') })).toEqual({
    outcome: 'PAID',
    knownFrom: 'then',
    amount: parseMoney('0.5025'),
    owed: null,
    reason: null,
    calculation: {
      amount: parseMoney('100.5'),
      rate: parseRosPercentage('0.5'),
      uncut: parseMoney('0.5025'),
      cap: parseMoney('201'),
      capPercent: 200,
      totalEarned: ZERO,
      cutByCap: false,
      agrees: true,
    },
  });
});

it.each([
  ['cut by the cap', '0.1', '201', { cutByCap: true, agrees: true }],
  ['for another amount than it has now', '0.1', '3', { cutByCap: false, agrees: false }],
  ['for more than it has now', '0.6', '3', { cutByCap: false, agrees: false }],
])('what was paid %s', (_, amount, earned, calculation) => {
  const stake = aStake({ totalEarned: parseMoney(earned) });
  expect(why({ stake, entry: paid(amount) })).toMatchObject({ outcome: 'PAID', calculation });
});

const cancelled = { status: 'CANCELLED' } as const;
const full = { totalEarned: parseMoney('201') };
const owing = { amount: parseMoney('0.5025'), reason: null };
it.each<[string, string, Partial<StakeFacts>]>([
  ['SLOT_NOT_RUN', 'then', { slot: aSlot({ status: 'PENDING', isPlanned: false }) }],
  ['SLOT_RUNNING', 'then', { slot: aSlot({ status: 'EXECUTING' }) }],
  ['SLOT_CANCELLED', 'then', { slot: aSlot({ status: 'CANCELLED', isPlanned: false }) }],
  ['SLOT_FAILED', 'then', { slot: aSlot({ status: 'FAILED', reason: 'MISFIRED', isPlanned: false }) }],
  ['SLOT_FAILED', 'then', { slot: aSlot({ status: 'FAILED', reason: 'CHUNKS_FAILED' }), missing: owing }],
  ['SLOT_FAILED', 'then', { slot: aSlot({ status: 'FAILED', reason: 'CHUNKS_FAILED' }), stake: aStake(cancelled) }],
  ['FAILED', 'then', { failure: 'INVALID_WALLET', missing: { amount: null, reason: 'INVALID_WALLET' } }],
  ['FAILED', 'now', { missing: { amount: null, reason: 'MISSING_USER' } }],
  ['MISSING', 'now', { missing: owing }],
  ['MISSING', 'now', { missing: { amount: null, reason: 'BALANCE_DIFFERS' } }],
  ['MISSING', 'now', { slot: aSlot({ status: 'FAILED', namedByFormer: true }), missing: owing }],
  ['OF_FORMER_SYSTEM', 'then', { slot: aSlot({ status: 'FAILED', namedByFormer: false }) }],
  ['NO_ACTIVATION', 'now', { stake: aStake({ activatedAt: null }) }],
  ['ACTIVATED_LATER', 'now', { stake: aStake({ activatedAt: AT }) }],
  ['CAPPED', 'now', { stake: aStake(full) }],
  ['CAPPED', 'now', { stake: aStake({ ...full, status: 'COMPLETED', completedAt: BEFORE }) }],
  ['CAPPED', 'now', { isOwedBefore: true }],
  ['ROUNDS_TO_NOTHING', 'now', { stake: aStake({ amount: parseMoney('0.000199') }) }],
  ['FAILED', 'now', { stake: aStake({ amount: null }) }],
  ['NOT_ACTIVE_THEN', 'now', { stake: aStake(cancelled) }],
  ['NOT_KNOWN', 'now', { stake: aStake({ ...full, status: 'COMPLETED', completedAt: AFTER }) }],
  ['NOT_KNOWN', 'now', {}],
])('%s, known from %s: %j', (outcome, knownFrom, facts) => {
  expect(why(facts)).toMatchObject({ outcome, knownFrom, amount: null, owed: facts.missing?.amount ?? null });
});

it.each([
  ['the failure that stands', { failure: 'MISSING_USER', missing: owing }, 'MISSING_USER'],
  [
    'what stands in the way now',
    { failure: 'MISSING_USER', missing: { amount: null, reason: 'INVALID_WALLET' } },
    'INVALID_WALLET',
  ],
  ['the slot', { slot: aSlot({ status: 'FAILED', reason: 'MISFIRED', isPlanned: false }) }, 'MISFIRED'],
])('the reason is told by %s', (_, facts, reason) => {
  expect(why(facts).reason).toBe(reason);
});

it('a stake whose amount is none is not worked out', () => {
  expect(why({ stake: aStake({ amount: null }), entry: paid('1') })).toMatchObject({
    outcome: 'PAID',
    calculation: null,
  });
});
