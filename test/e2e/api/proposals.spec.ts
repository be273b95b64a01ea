import { COLLECTIONS } from '#lib/database';
import { OrderSeals, type Slot } from '#lib/slots';
import type { HttpAnswer, Person } from '../../support/api-harness.js';
import { forgetAudit } from '../../support/forget-proofs.js';
import { ApiPlatform, DAYS, day } from './api-platform.js';

type Fields = Record<string, unknown>;

/** A second admin, signed in. */
interface Approver {
  readonly person: Person;
  readonly token: string;
}

const TOO_MUCH = { rosPercentage: 1, scheduledFor: '23:59:00' };
const LITTLE = { rosPercentage: 0.1, scheduledFor: '23:59:00' };

describe('what pays more than APPROVAL_ABOVE', () => {
  let platform: ApiPlatform;
  let bob: Approver;
  beforeAll(async () => {
    platform = await ApiPlatform.start({ APPROVAL_ABOVE: '4.5' });
    bob = await anAdmin();
    for (let count = 0; count < 10; count += 1) await platform.stake(await platform.user(), { amount: '50' });
  });
  afterAll(() => platform.stop());
  beforeEach(async () => {
    await platform.forgetDays();
    const { connection } = platform.api;
    for (const name of ['proposals', 'poolDeclarations'] as const) {
      await connection.collection(COLLECTIONS[name]).deleteMany({});
    }
    await forgetAudit(connection);
  });

  async function anAdmin(): Promise<Approver> {
    const person = await platform.api.person({ role: 'admin' });
    return { person, token: await platform.api.signIn(person) };
  }
  const credentials = () => platform.api.connection.collection(COLLECTIONS.credentials);
  const distributions = () => platform.api.connection.collection(COLLECTIONS.distributions);
  const decide = async (
    how: 'approve' | 'reject',
    id: string,
    { person, token }: Approver = bob,
    { body = {}, headers = {} }: { body?: object; headers?: Record<string, string> } = {},
  ): Promise<HttpAnswer> => {
    const twoFACode = await platform.api.code(person);
    return platform.api.call('POST', `/admin/proposals/${id}/${how}`, {
      token,
      body: { ...body, twoFACode },
      headers: { prefer: 'wait=0', ...headers },
    });
  };
  const proposalOf = ({ status, body }: HttpAnswer): Fields => {
    expect([status, body.data]).toEqual([202, { proposal: expect.anything() as object }]);
    return body.data?.['proposal'] as Fields;
  };
  const queued = async (): Promise<Fields> =>
    proposalOf(await platform.change('POST', `${DAYS}/today/queue`, TOO_MUCH));
  const codeOf = ({ status, body }: HttpAnswer) => [status, body.error?.code ?? null];
  const audited = async (action: string): Promise<Fields[]> => {
    const { body } = await platform.get(`/admin/audit-log?action=${action}`);
    return body.data?.['entries'] as Fields[];
  };

  it('waits, with the manifest of its preview and what it would pay; what pays less does not', async () => {
    const body = TOO_MUCH;
    const preview = await platform.api.call('POST', `${DAYS}/today/preview`, { token: platform.token, body });
    expect(preview.body.data).toMatchObject({
      total: 5,
      warnings: ['This would pay 5 USDT, more than APPROVAL_ABOVE (4.5 USDT): another admin has to approve it.'],
    });
    const proposal = await queued();
    expect(proposal).toMatchObject({
      status: 'WAITING',
      manifest: preview.body.data?.['manifest'],
      summary: { action: 'day.queue', date: day(), total: 5, payouts: [{ kind: 'slot', slotNumber: 1, total: 5 }] },
      proposedBy: { email: platform.admin.email },
      decidedBy: null,
    });
    const [from, until] = [proposal['proposedAt'], proposal['expiresAt']].map((at) => Date.parse(String(at)));
    expect(until! - from!).toBe(24 * 3_600_000);
    expect(await distributions().countDocuments()).toBe(0);
    expect(await audited('proposal.create')).toMatchObject([
      { target: proposal['id'], actor: { email: platform.admin.email }, after: { total: 5 } },
    ]);
    expect((await platform.get('/admin/proposals?status=WAITING')).body).toMatchObject({
      data: { proposals: [proposal] },
      meta: { count: 1, waiting: 1, nextCursor: null },
    });
    expect((await platform.get(`/admin/proposals/${String(proposal['id'])}`)).body.data).toEqual(proposal);
    expect((await platform.get('/admin/proposals?status=APPROVED')).body.data).toEqual({ proposals: [] });
    expect((await platform.change('POST', `${DAYS}/today/queue`, LITTLE)).status).toBe(200);
  });

  it('is carried out by another admin, under both names, once', async () => {
    const { id } = await queued();
    const { status, body } = await decide('approve', String(id));
    expect([status, body.message]).toEqual([200, 'Proposal approved']);
    expect(body.data).toMatchObject({
      proposal: { id, status: 'APPROVED', decidedBy: { email: bob.person.email } },
      result: { today: day(), status: 'PENDING', distributionSlots: [{ slotNumber: 1, rosPercentage: 1 }] },
    });
    const names = { orderedBy: platform.admin.email, approvedBy: bob.person.email };
    const slot = await platform.get(`${DAYS}/${day()}/slots/1`);
    expect(slot.body.data).toMatchObject({ ...names, runs: [{ approvedBy: bob.person.email }] });
    const stored = (await distributions().findOne({})) as unknown as Slot;
    expect(platform.api.app.get(OrderSeals, { strict: false }).verified(await sealed(stored))).toMatchObject(names);
    expect(await audited('day.queue')).toMatchObject([
      { actor: { email: platform.admin.email, approvedBy: bob.person.email } },
    ]);
    expect(await audited('proposal.approve')).toMatchObject([
      { target: id, actor: { email: bob.person.email }, after: { proposedBy: platform.admin.email } },
    ]);
    expect(codeOf(await decide('approve', String(id)))).toEqual([409, 'PROPOSAL_CLOSED']);
    expect(codeOf(await decide('reject', String(id), bob, { body: { reason: 'too late' } }))).toEqual([
      409,
      'PROPOSAL_CLOSED',
    ]);
  });

  it('is proposed and approved once, however often a request is sent', async () => {
    const key = { 'idempotency-key': 'propose-1' };
    const first = await platform.change('POST', `${DAYS}/today/queue`, TOO_MUCH, key);
    const again = await platform.change('POST', `${DAYS}/today/queue`, TOO_MUCH, key);
    expect([again.status, again.body]).toEqual([202, first.body]);
    const { id } = proposalOf(first);
    const headers = { 'idempotency-key': 'approve-1' };
    const approved = await decide('approve', String(id), bob, { headers });
    expect((await decide('approve', String(id), bob, { headers })).body).toEqual(approved.body);
    expect(await distributions().countDocuments()).toBe(1);
  });

  it('uses the codes of both up', async () => {
    const twoFACode = await platform.api.code(platform.admin);
    const wish = { token: platform.token, body: { ...TOO_MUCH, twoFACode } };
    const { id } = proposalOf(await platform.api.call('POST', `${DAYS}/today/queue`, wish));
    expect(codeOf(await platform.api.call('POST', `${DAYS}/today/queue`, wish))).toEqual([403, 'TWO_FA_CODE_USED']);
    const approval = { token: bob.token, body: { twoFACode: await platform.api.code(bob.person) } };
    expect((await platform.api.call('POST', `/admin/proposals/${String(id)}/approve`, approval)).status).toBe(200);
    const other = proposalOf(await platform.change('POST', `${DAYS}/${day(1)}/queue`, TOO_MUCH));
    const path = `/admin/proposals/${String(other['id'])}/approve`;
    expect(codeOf(await platform.api.call('POST', path, approval))).toEqual([403, 'TWO_FA_CODE_USED']);
  });

  it('is refused to its proposer, without scope, code, second factor or role', async () => {
    const { id } = await queued();
    const path = `/admin/proposals/${String(id)}/approve`;
    expect(codeOf(await platform.change('POST', path))).toEqual([403, 'OWN_PROPOSAL']);
    expect(codeOf(await platform.api.call('POST', path, { token: bob.token, body: {} }))).toEqual([
      403,
      'TWO_FA_REQUIRED',
    ]);
    const carol = await anAdmin();
    await credentials().updateOne({ userId: carol.person.id }, { $set: { scopes: ['view', 'pay'] } });
    expect(codeOf(await decide('approve', String(id), carol))).toEqual([403, 'SCOPE_MISSING']);
    await credentials().updateOne({ userId: carol.person.id }, { $unset: { scopes: 1, totp: 1 } });
    expect(codeOf(await decide('approve', String(id), carol))).toEqual([403, 'TWO_FA_NOT_ENABLED']);
    const dora = await anAdmin();
    await platform.api.connection
      .collection(COLLECTIONS.users)
      .updateOne({ _id: dora.person.id }, { $set: { role: 'user' } });
    expect((await decide('approve', String(id), dora)).status).toBeGreaterThanOrEqual(401);
    expect((await platform.get(`/admin/proposals/${String(id)}`)).body.data?.['status']).toBe('WAITING');
    expect(codeOf(await decide('approve', 'f'.repeat(24)))).toEqual([404, 'PROPOSAL_NOT_FOUND']);
  });

  it('is rejected with a reason, and not approved then', async () => {
    const { id } = await queued();
    expect(codeOf(await decide('reject', String(id)))).toEqual([400, 'VALIDATION_FAILED']);
    const { status, body } = await decide('reject', String(id), bob, { body: { reason: 'last month’s rate' } });
    expect([status, body.data?.['proposal']]).toMatchObject([
      200,
      { status: 'REJECTED', reason: 'last month’s rate', decidedBy: { email: bob.person.email } },
    ]);
    expect(codeOf(await decide('approve', String(id)))).toEqual([409, 'PROPOSAL_CLOSED']);
    expect(await audited('proposal.reject')).toHaveLength(1);
    expect(await distributions().countDocuments()).toBe(0);
  });

  it('is not approved after its time', async () => {
    const { id } = await queued();
    const past = { $set: { expiresAt: new Date(Date.now() - 1_000) } };
    await platform.api.connection.collection(COLLECTIONS.proposals).updateOne({}, past);
    expect(codeOf(await decide('approve', String(id)))).toEqual([409, 'PROPOSAL_EXPIRED']);
    const { body } = await platform.get('/admin/proposals?status=EXPIRED');
    expect(body).toMatchObject({ data: { proposals: [{ id, status: 'EXPIRED' }] }, meta: { waiting: 0 } });
  });

  it('tells what it would pay now against what was proposed, and changes nothing by it', async () => {
    const preview = await platform.api.call('POST', `${DAYS}/today/preview`, { token: platform.token, body: TOO_MUCH });
    const manifest = preview.body.data?.['manifest'];
    const { id } = proposalOf(await platform.change('POST', `${DAYS}/today/queue`, { ...TOO_MUCH, manifest }));
    const now = async (): Promise<unknown> => (await platform.get(`/admin/proposals/${String(id)}/now`)).body.data;
    expect(await now()).toMatchObject({ holds: true, changed: null, summary: { total: 5 } });
    const stake = await platform.stake(await platform.user(), { amount: '50' });
    expect(await now()).toMatchObject({
      holds: false,
      changed: 'proposed were 5 USDT, now it would be 5.5 USDT, or to others or otherwise',
      summary: { total: 5.5, payouts: [{ slotNumber: 1, total: 5.5 }] },
    });
    await platform.api.connection.collection(COLLECTIONS.stakes).deleteOne({ _id: stake });
    expect(await now()).toMatchObject({ holds: true });
    expect(await distributions().countDocuments()).toBe(0);

    await platform.change('POST', `${DAYS}/today/queue`, LITTLE);
    const taken = (await now()) as Fields;
    expect(taken).toMatchObject({ holds: false, summary: null });
    expect(taken['changed']).toContain('queued already');
    await decide('reject', String(id), bob, { body: { reason: 'another day' } });
    expect(await now()).toEqual({ holds: false, changed: 'another day', summary: null });
  });

  it('is stale when something else would be paid, or nothing any more', async () => {
    const { id } = await queued();
    const stake = await platform.stake(await platform.user(), { amount: '50' });
    const moreStakes = await decide('approve', String(id));
    expect(codeOf(moreStakes)).toEqual([409, 'PROPOSAL_STALE']);
    expect(moreStakes.body.message).toContain('5.5');
    await platform.api.connection.collection(COLLECTIONS.stakes).deleteOne({ _id: stake });
    expect(codeOf(await decide('approve', String(id)))).toEqual([409, 'PROPOSAL_CLOSED']);
    expect(await audited('proposal.stale')).toMatchObject([{ target: id }]);

    const taken = await queued();
    await platform.change('POST', `${DAYS}/today/queue`, LITTLE);
    const conflict = await decide('approve', String(taken['id']));
    expect(codeOf(conflict)).toEqual([409, 'PROPOSAL_STALE']);
    expect(conflict.body.message).toContain('queued already');
  });

  it('is stale when its proposer may not pay any more, and says so before', async () => {
    const { id } = await queued();
    await credentials().updateOne({ userId: platform.admin.id }, { $set: { scopes: ['view', 'approve'] } });
    try {
      const { body: now } = await platform.api.call('GET', `/admin/proposals/${String(id)}/now`, { token: bob.token });
      expect(now.data).toMatchObject({ holds: false, changed: expect.stringContaining('may not pay') as string });
      const { status, body } = await decide('approve', String(id));
      expect([status, body.error?.code, body.message]).toEqual([
        409,
        'PROPOSAL_STALE',
        expect.stringContaining(`${platform.admin.email} may not pay any more`),
      ]);
      expect(await distributions().countDocuments()).toBe(0);
    } finally {
      await credentials().updateOne({ userId: platform.admin.id }, { $unset: { scopes: 1 } });
    }
  });

  it('is stale when its proposer is no admin any more', async () => {
    const eve = await anAdmin();
    const twoFACode = await platform.api.code(eve.person);
    const wish = { token: eve.token, body: { ...TOO_MUCH, twoFACode } };
    const { id } = proposalOf(await platform.api.call('POST', `${DAYS}/today/queue`, wish));
    await platform.api.connection
      .collection(COLLECTIONS.users)
      .updateOne({ _id: eve.person.id }, { $set: { isActive: false } });
    expect(codeOf(await decide('approve', String(id)))).toEqual([409, 'PROPOSAL_STALE']);
  });

  it('is carried out once by 50 approvals at once', async () => {
    const { id } = await queued();
    const admins = await Promise.all(Array.from({ length: 50 }, () => anAdmin()));
    const answers = await Promise.all(admins.map((admin) => decide('approve', String(id), admin)));
    const outcomes = answers.map(codeOf).map(String);
    expect(outcomes.filter((outcome) => outcome === '200,')).toHaveLength(1);
    expect(new Set(outcomes)).toEqual(new Set(['200,', '409,PROPOSAL_CLOSED']));
    expect(await distributions().countDocuments()).toBe(1);
    expect(await audited('day.queue')).toHaveLength(1);
    expect(await audited('proposal.approve')).toHaveLength(1);
  });

  it('waits whichever way it is asked for', async () => {
    const tomorrow = day(1);
    const auto = {
      date: tomorrow,
      rosPercentage: 1,
      premiumPoolAmount: 0,
      performancePoolAmount: 0,
      autoDistributeROS: true,
    };
    const summaryOf = (answer: HttpAnswer) => (proposalOf(answer)['summary'] as Fields)['text'];
    for (const path of [`${DAYS}/declare`, '/admin/daily-profit/declare']) {
      expect(summaryOf(await platform.change('POST', path, auto))).toBe(`Declare ${tomorrow}: 5 USDT in 1 payout`);
    }
    await platform.user({ rank: 'Finance Titan' });
    const pools = { premiumPoolAmount: 3, performancePoolAmount: 3 };
    expect(summaryOf(await platform.change('POST', '/admin/pool/declare', { ...pools, autoDistribute: true }))).toBe(
      'Declare pools without a date: 6 USDT in 1 payout',
    );
    const kept = await platform.change('POST', '/admin/pool/declare', pools);
    expect(kept.status).toBe(200);
    const poolId = String(kept.body.data?.['id']);
    expect(summaryOf(await platform.change('POST', `/admin/pool/${poolId}/distribute`))).toContain('6 USDT');

    const today = { ...auto, date: day(), autoDistributeROS: false };
    expect((await platform.change('POST', `${DAYS}/declare`, today)).status).toBe(200);
    const distribute = await platform.change('POST', `${DAYS}/${day()}/distribute`, { distributeROS: true });
    expect(summaryOf(distribute)).toBe(`Distribute ${day()}: 5 USDT in 1 payout`);

    await platform.change('POST', `${DAYS}/${day(2)}/queue`, LITTLE);
    const patch = `${DAYS}/${day(2)}/queue/1`;
    expect(summaryOf(await platform.change('PATCH', patch, { rosPercentage: 1.2 }))).toContain('6 USDT');
    expect((await platform.change('PATCH', patch, { rosPercentage: 0.2 })).status).toBe(200);
    await platform.change('POST', `${DAYS}/declare`, { ...auto, date: day(3), rosPercentage: 0.1 });
    expect(summaryOf(await platform.change('PATCH', `${DAYS}/${day(3)}`, { rosPercentage: 2 }))).toContain('10 USDT');
    await platform.api.connection.collection(COLLECTIONS.users).deleteMany({ rank: 'Finance Titan' });
  });

  it('is distributed, with its result, when it is approved', async () => {
    const declared = { date: day(), rosPercentage: 1, premiumPoolAmount: 0, performancePoolAmount: 0 };
    await platform.change('POST', `${DAYS}/declare`, declared);
    const asked = await platform.change('POST', `${DAYS}/${day()}/distribute`, { distributeROS: true });
    const { status, body } = await decide('approve', String(proposalOf(asked)['id']));
    expect(status).toBe(202);
    expect(body.data).toMatchObject({ result: { date: day(), statusUrl: `/api/v1${DAYS}/${day()}/status` } });
    const run = (await distributions().findOne({})) as unknown as { run: Fields; kind: string };
    expect([run.kind, run.run['approvedBy']]).toEqual(['manual-ros', bob.person.email]);
  });
});

/** The slot as the product decodes it. */
async function sealed(stored: Slot): Promise<Slot> {
  const { slotFromStored } = await import('#lib/slots');
  return slotFromStored(stored as unknown as Parameters<typeof slotFromStored>[0]);
}
