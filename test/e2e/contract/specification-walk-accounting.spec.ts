import type { ApiClient } from '#lib/client';
import { usdt } from '../../support/builders.js';
import { codeOf } from '../../support/document-code.js';
import { allClosed } from '../../support/forget-proofs.js';
import { until } from '../../support/until.js';
import { inMs } from '../support/running-product.js';
import { earningsOf } from '../support/small-platform.js';
import {
  DAYS,
  DONE,
  HASH,
  INSTANT,
  NOW,
  POOL,
  TEXT,
  code,
  confirmed,
  including,
  like,
  one,
  reason,
  walkOn,
  withId,
} from '../support/specification-walk.js';
import { answerOf, dataOf, walk } from '../support/walk.js';

/** docs/specification.md 3.6 to 3.9. Races, crashes and forgeries have specs of their own. */
const section = walkOn('walk-accounting');

section('3.6', 'answering a user, and accounting', async (here) => {
  const { platform, people, admin, ann, clientOf, day, of, onDay, paid, withoutBobsStake } = here;
  const annId = people.ann.id.toHexString();
  await withoutBobsStake(() => paid());
  const find = (query: string) => () => admin.GET('/api/v1/admin/users', { params: { query: { query } } });
  const found = (foundBy: string) => ({ data: { foundBy, users: [{ _id: annId }] }, meta: { count: 1 } });
  const stake = await of('stakes').findOne({ userId: people.ann.id });
  const entry = await of('transactions').findOne({ stakeId: stake?._id });
  const explainTo = (id: unknown, query: object) => () =>
    admin.GET('/api/v1/admin/users/{id}/explain', { params: { path: { id: String(id) }, query } });
  const ownExplanation = (client: ApiClient, query: object) => () =>
    client.GET('/api/v1/me/explain', { params: { query } });
  const today = { date: day() };
  const calculation = {
    amount: 100,
    rosPercentage: 1,
    floor6: 1,
    capPercent: 200,
    cap: 200,
    cutByCap: false,
    agrees: true,
  };
  const outcome = (stakes: object[], pools: object[]) => ({
    data: { days: [{ ...today, slots: [{}, { stakes, pools }] }] },
  });
  const anns = outcome(
    [{ outcome: 'PAID', amount: 1, calculation }],
    [{ outcome: 'PAID', amount: 10 }, { amount: 2.5 }],
  );
  const rankThen = { outcome: 'NOT_QUALIFIED', now: { rank: 'Stakeholder', isActive: true, qualifies: false } };
  const cids = outcome([{ outcome: 'PAID', amount: 0.5055 }], [rankThen, rankThen]);
  const bobs = outcome(
    [{ outcome: 'MISSING', amount: null, owed: 2 }],
    [{ pool: 'premium', outcome: 'NOT_QUALIFIED' }, {}],
  );
  const account = { wallet: { earnings: 14 }, stakes: [{ totalEarned: 1.5 }] };
  const tooLong = { from: day(-31), to: day() };
  await walk(
    ['by e-mail', find(people.ann.email), found('user')],
    ['by username or id', find(annId), found('user')],
    ['by a stake', find(String(stake?._id)), found('stake')],
    ['by an entry', find(String(entry?._id)), found('transaction')],
    [
      'one user',
      () => admin.GET('/api/v1/admin/users/{id}', withId(annId)),
      { data: { user: { _id: annId }, ...account } },
    ],
    ['what was paid, and how it was worked out', explainTo(annId, today), anns],
    ['the same of himself', ownExplanation(ann, today), anns],
    ['who did not qualify', ownExplanation(clientOf(platform.cid), today), cids],
    ['who is missing', explainTo(people.bob.id, { from: day(-30), to: day() }), { meta: { count: 1 } }],
    ['what would pay him', explainTo(people.bob.id, today), bobs],
    ['of more than 31 days', ownExplanation(ann, tooLong), '400 VALIDATION_FAILED'],
  );
  const payouts = (query: object, accept?: string) => () =>
    admin.GET(`${DAYS}/{date}/payouts`, {
      params: { ...onDay().params, query },
      ...(accept === undefined ? {} : { headers: { accept }, parseAs: 'text' as const }),
    });
  const lines = async (query: object, accept: string): Promise<string[]> =>
    String(((await answerOf(payouts(query, accept))) as { text: unknown }).text)
      .trimEnd()
      .split(/\r?\n/);
  const rows = (await dataOf(admin.GET(`${DAYS}/{date}/payouts`, onDay()))).payouts;
  expect(rows.map(({ type, slotNumber, amount }) => `${type} ${slotNumber}: ${amount}`).sort()).toEqual([
    ...['PERFORMANCE_POOL 2: 2.5', 'PERFORMANCE_POOL 2: 2.5', 'PREMIUM_POOL 2: 10'],
    ...['ROI_EARNED 1: 0.25275', 'ROI_EARNED 1: 0.5', 'ROI_EARNED 2: 0.5055', 'ROI_EARNED 2: 1'],
  ]);
  expect((await lines({}, 'application/x-ndjson')).map((line): unknown => JSON.parse(line))).toEqual(rows);
  const [header = '', ...records] = (await lines({ slotNumber: 2, type: 'ROI_EARNED' }, 'text/csv')).map((line) =>
    line.split(','),
  );
  const told = records.map((cells) => ['userId', 'amount', 'rosPercentage'].map((name) => cells[header.indexOf(name)]));
  expect(told.sort()).toEqual(
    [
      [annId, '1', '1'],
      [people.cid.id.toHexString(), '0.5055', '1'],
    ].sort(),
  );
  const report =
    (init: object = {}) =>
    () =>
      admin.GET('/api/v1/admin/reports/daily', { params: { query: { from: day(-1), to: day() } }, ...init });
  const ofDay = {
    ...today,
    slots: 2,
    users: 3,
    ros: 2.25825,
    premiumPool: 10,
    performancePool: 5,
    paid: 17.25825,
    reversals: 0,
  };
  const csvReport = { parseAs: 'text', headers: { accept: 'text/csv' } };
  await walk(
    [
      'of one user',
      payouts({ userId: annId, limit: 3 }),
      { data: { payouts: [{}, {}, {}] }, meta: { nextCursor: TEXT } },
    ],
    ['per day', report(), { data: { days: [{ date: day(-1), paid: 0 }, ofDay] }, meta: { count: 2 } }],
    ['as CSV', report(csvReport), { text: expect.stringMatching(new RegExp(`^date,[^]*\n${day()},`)) as string }],
  );
});

section('3.7', 'undoing a mistake', async (here) => {
  const { platform, people, admin, day, of, onDay, onSlot, declare, ended, anew } = here;
  await ended(one(inMs(100), { performancePoolAmount: 5 }));
  const withDone = <P extends object>(path: P) => ({ params: { path, header: DONE } });
  const slot = { date: day(), slotNumber: 1 };
  const bySlot = `${DAYS}/{date}/slots/{slotNumber}` as const;
  const reverse =
    (more: object = {}) =>
    () =>
      admin.POST(`${bySlot}/reverse`, { ...withDone(slot), body: { reason, ...more, ...code } });
  const reinstate = () => admin.POST(`${bySlot}/reinstate`, { ...onSlot(1), ...confirmed });
  const retry = () => admin.POST(`${bySlot}/retry`, { ...withDone(slot), ...confirmed });
  const move = async (amount: string): Promise<void> => {
    const [_id, moved] = [people.ann.id, usdt(amount)];
    await of('users').updateOne({ _id }, { $inc: { 'wallets.earnings': moved } });
    await of('transactions').insertOne({
      userId: _id,
      type: 'TRANSFER',
      amount: moved,
      status: 'Completed',
      createdAt: new Date(),
    });
  };
  const entries = [
    { type: 'ROI_EARNED', count: 3, amount: 3.5055 },
    { type: 'PERFORMANCE_POOL', count: 2, amount: 5 },
  ];
  const preview = { entries, count: 5, users: 3, amount: 8.5055, belowZero: { count: 0 } };
  const reversal = (reversed: number, failed: number, amount: number) => ({
    data: { reversal: { status: 'COMPLETED', reversed, failed, total: 5, amount } },
  });
  const poor = { failures: [{ type: 'ROI_REVERSAL', userId: people.ann.id.toHexString(), owed: 1 }] };
  const notTaken = { params: { path: onDay().params.path, query: { reason: 'INSUFFICIENT_BALANCE' } } } as const;
  await move('-3.5');
  await walk(
    ['a reversal needs a reason', reverse({ reason: '' }), '400 VALIDATION_FAILED'],
    ['a preview changes nothing', reverse({ preview: true }), { data: { preview: { count: 5, amount: 8.5055 } } }],
  );
  expect(await earningsOf(platform)).toEqual([0, 4.5, 0.5055]);
  await walk(['what would fall below zero stays', reverse(), reversal(3, 2, 5.0055)]);
  const unpaid = await dataOf(admin.GET(`${DAYS}/{date}/failures`, notTaken));
  expect(unpaid.failures).toMatchObject(including(...poor.failures.map(like)));
  await move('3.5');
  await walk(
    ['and is taken back later', reverse(), reversal(5, 0, 8.5055)],
    ['it is not paid again', retry, '409 SLOT_REVERSED'],
  );
  expect(await earningsOf(platform)).toEqual([0, 0, 0]);
  const undone = await of('transactions')
    .find({ type: /_REVERSAL$/ })
    .toArray();
  const undoes = new Set(undone.map(({ reverses }) => String(reverses)));
  expect([undone.length, undoes.size]).toEqual([5, 5]);
  expect(await of('stakes').countDocuments({ totalEarned: { $ne: usdt('0') } })).toBe(0);
  await walk(
    ['until it is reinstated', reinstate, { data: { reversal: { status: 'REINSTATED' } } }],
    ['then it is', retry, { data: { status: 'COMPLETED', totals: { paid: 8.5055, owed: 0 } } }],
    ['a preview', reverse({ preview: true }), { data: { preview } }],
  );
  expect(await earningsOf(platform)).toEqual([3.5, 4.5, 0.5055]);

  await anew();
  const manual = { ...withDone({ date: day() }), body: { reason, ...code } };
  await walk(
    ['by hand', declare(day(), { autoDistributePools: true, autoDistributeROS: true }), {}],
    [
      'taken back',
      () => admin.POST(`${DAYS}/{date}/reverse`, manual),
      { data: { reversal: { reversed: 6, amount: 16.928025 } } },
    ],
    ['reinstated', () => admin.POST(`${DAYS}/{date}/reinstate`, { ...onDay(), ...confirmed }), {}],
  );
  expect(await earningsOf(platform)).toEqual([0, 0, 0]);
  const pools = { premiumPoolAmount: 0, performancePoolAmount: 3, autoDistribute: true, ...code };
  const { id } = (await dataOf(admin.POST(`${POOL}/declare`, { params: { header: DONE }, body: pools }))) as {
    id: string;
  };
  const pool = { ...withDone({ id }), body: { reason, ...code } };
  await walk(
    [
      'pools for now',
      () => admin.POST(`${POOL}/{id}/reverse`, pool),
      { data: { reversal: { reversed: 2, amount: 3 } } },
    ],
    ['reinstated', () => admin.POST(`${POOL}/{id}/reinstate`, { ...withId(id), ...confirmed }), {}],
  );
  expect(await earningsOf(platform)).toEqual([0, 0, 0]);
});

section('3.8', 'two pairs of eyes, and limits', async (here) => {
  const { platform, product, admin, clientOf, day, onDay, onSlot, declare, dayStatus, cancelAll } = here;
  const second = clientOf(await product.admin());
  const large = { premiumPoolAmount: 2000, scheduledFor: '12:00' };
  const ask =
    (days: number, more: object = {}) =>
    () =>
      admin.POST(`${DAYS}/{date}/queue`, { ...onDay(day(days)), body: { ...large, ...more, ...code } });
  const summary = { action: 'day.queue', date: day(5), total: 2000 };
  const proposal = { id: TEXT, status: 'WAITING', manifest: HASH, summary, expiresAt: INSTANT };
  const proposed = async (call: () => Promise<{ data?: { data: unknown } }>): Promise<string> =>
    ((await dataOf(call())) as { proposal: { id: string } }).proposal.id;
  const approve = (client: ApiClient, id: string) => () =>
    client.POST('/api/v1/admin/proposals/{id}/approve', {
      params: { ...withId(id).params, header: NOW },
      ...confirmed,
    });
  const reject = (id: string, why: string) => () =>
    second.POST('/api/v1/admin/proposals/{id}/reject', { ...withId(id), body: { reason: why, ...code } });
  const now = (id: string) => () => admin.GET('/api/v1/admin/proposals/{id}/now', withId(id));
  const list = () => admin.GET('/api/v1/admin/proposals', { params: { query: { status: 'WAITING' } } });
  await walk(['what pays much waits for another', ask(5), { status: 202, data: { proposal } }]);
  const [good, bad, stale] = [await proposed(ask(5)), await proposed(ask(6)), await proposed(ask(7))];
  const waiting = including(...[good, bad, stale].map((id) => like({ id, status: 'WAITING' })));
  await walk(
    ['those that wait', list, { data: { proposals: waiting }, meta: { waiting: 4 } }],
    ['it holds', now(good), { data: { holds: true, changed: null, summary: { total: 2000 } } }],
    ['nobody approves his own', approve(admin, good), '403 OWN_PROPOSAL'],
    ['another does', approve(second, good), { data: { proposal: { status: 'APPROVED' }, result: { today: day(5) } } }],
    ['once', approve(second, good), '409 PROPOSAL_CLOSED'],
    ['a rejection has a reason', reject(bad, ''), '400 VALIDATION_FAILED'],
    ['rejected', reject(bad, 'one is enough'), { data: { proposal: { status: 'REJECTED', reason: 'one is enough' } } }],
    ['it stays so', approve(second, bad), '409 PROPOSAL_CLOSED'],
    [
      'both names',
      () => admin.GET(`${DAYS}/{date}/slots/{slotNumber}`, onSlot(1, day(5))),
      { data: { orderedBy: TEXT } },
    ],
    ['what changes meanwhile', ask(7, { premiumPoolAmount: 1 }), {}],
    ['holds no more', now(stale), { data: { holds: false, changed: TEXT } }],
    ['and is not approved', approve(second, stale), '409 PROPOSAL_STALE'],
    ['beyond the limit of a date', ask(8, { premiumPoolAmount: 5000.000001 }), '409 LIMIT_EXCEEDED'],
  );
  const slot = await dataOf(admin.GET(`${DAYS}/{date}/slots/{slotNumber}`, onSlot(1, day(5))));
  const log = { params: { query: { action: 'day.queue', date: day(5) } } };
  const { entries } = await dataOf(admin.GET('/api/v1/admin/audit-log', log));
  expect(slot.approvedBy).not.toBe(slot.orderedBy);
  expect(entries).toMatchObject([{ actor: { email: slot.orderedBy, approvedBy: slot.approvedBy } }]);

  await walk(['today', declare(day(), { premiumPoolAmount: 2000 }), {}]);
  const parts = { ...onDay(), body: { distributePools: true, ...code } };
  const asked = await proposed(() => admin.POST(`${DAYS}/{date}/distribute`, parts));
  const delayed = { data: { distributionSlots: [{ status: 'PENDING', premiumPoolAmount: 2000 }] } };
  await walk(
    ['what is approved at once', approve(second, asked), { status: 202, data: { result: { statusUrl: TEXT } } }],
    ['waits a while', dayStatus, delayed],
    ['and can be cancelled', cancelAll, {}],
  );
  expect(await earningsOf(platform)).toEqual([0, 0, 0]);
});

section('3.9', 'receipts', async ({ platform, product, admin, ann, clientOf, day, paid }) => {
  const { verify } = codeOf<{ verify: (receipt: object, hash: string) => boolean }>('docs/receipts.md').functions;
  await paid();
  await allClosed(product.connection);
  const query = { from: day(), to: day() };
  const { proofs } = await dataOf(admin.GET('/api/v1/admin/proofs', { params: { query } }));
  const [first, second] = ['1', '2'].map((slotNumber) =>
    proofs.find(({ key }) => key === `${day()}/slot-${slotNumber}`),
  );
  expect([first, second]).toMatchObject([
    { seq: 1, entries: 3, root: HASH, prevHash: '0'.repeat(64), audit: { hash: HASH } },
    { seq: 2, entries: 6, root: HASH, prevHash: first?.hash },
  ]);
  const { transactions } = await dataOf(ann.GET('/api/v1/me/transactions'));
  for (const { _id, amount, slotNumber } of transactions) {
    const receipt = await dataOf(ann.GET('/api/v1/me/transactions/{id}/receipt', withId(_id)));
    const root = proofs.find(({ key }) => key === `${day()}/slot-${slotNumber}`)?.root ?? '';
    expect(receipt).toMatchObject({ root, entry: { amount: String(amount) } });
    const [right, wrong] = [receipt, { ...receipt, entry: { ...receipt.entry, amount: '99' } }];
    expect([verify(right, root), verify(wrong, root)]).toEqual([true, false]);
  }
  const foreign = withId(transactions[0]?._id);
  const receiptOfBob = () => clientOf(platform.bob).GET('/api/v1/me/transactions/{id}/receipt', foreign);
  await walk(["nobody else's", receiptOfBob, '404 ENTRY_NOT_FOUND']);
  const head = `ddr_proof_head_info{seq="2",hash="${second?.hash}"} 1`;
  const metrics = async () => (await admin.GET('/metrics', { parseAs: 'text' })).data;
  await until('the newest head leaves the house', async () => String(await metrics()).includes(head));
});
