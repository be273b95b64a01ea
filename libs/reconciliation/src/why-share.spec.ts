import { moneyFromMicros, parseMoney } from '#lib/money';
import { whyShare, type ShareFacts } from './why-share.js';

const why = (facts: Partial<ShareFacts> = {}) =>
  whyShare({
    slot: { status: 'COMPLETED', reason: null, isPlanned: true },
    pool: parseMoney('10'),
    qualifiers: 3,
    isAmong: false,
    qualifiesNow: false,
    entry: null,
    failure: null,
    missing: null,
    ...facts,
  });
const share = parseMoney('3.333333');
const isAmong = true;
const failed = { status: 'FAILED', reason: 'CHUNKS_FAILED', isPlanned: true } as const;

it.each<[string, Partial<ShareFacts>, object]>([
  ['PAID', { isAmong, entry: { amount: share, rate: null, createdAt: null } }, { amount: share, knownFrom: 'then' }],
  [
    'FAILED',
    { isAmong, failure: 'INVALID_WALLET', missing: { amount: share, reason: 'INVALID_WALLET' } },
    { owed: share },
  ],
  ['SLOT_NOT_RUN', { slot: { status: 'PENDING', reason: null, isPlanned: false } }, {}],
  [
    'SLOT_FAILED',
    { slot: failed, isAmong, missing: { amount: share, reason: null } },
    { owed: share, reason: 'CHUNKS_FAILED' },
  ],
  ['MISSING', { isAmong, missing: { amount: share, reason: null } }, { owed: share }],
  ['NOT_KNOWN', { isAmong }, {}],
  ['NOBODY_QUALIFIED', { qualifiers: 0 }, {}],
  ['NOT_QUALIFIED', {}, {}],
  ['NOT_QUALIFIED', { qualifiesNow: true }, {}],
  ['ROUNDS_TO_NOTHING', { qualifiesNow: true, pool: moneyFromMicros(2n) }, { knownFrom: 'now' }],
])('%s: %j', (outcome, facts, expected) => {
  expect(why(facts)).toMatchObject({ outcome, ...expected });
});
