import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Proposals } from '#lib/declarations';
import { runInTransaction } from '#lib/database';
import { DeclarationHarness, codeOf } from './declaration-harness.js';

const BOB = { id: 'b'.repeat(24), email: 'bob@example.com' };

let harness: DeclarationHarness;
let proposals: Proposals;

beforeAll(async () => {
  harness = await DeclarationHarness.open('proposals');
  proposals = harness.get(Proposals);
});
afterAll(() => harness.close());

async function propose(): Promise<string> {
  const summary = { action: 'day.queue', date: harness.day(), total: 5, text: 'Queue', payouts: [] };
  const proposedBy = { id: 'a'.repeat(24), email: 'ann@example.com' };
  const proposed = { action: 'day.queue', request: {}, manifest: 'f'.repeat(64), summary, proposedBy };
  return runInTransaction(harness.connection, async (session) => (await proposals.create(session, proposed)).id);
}

const approve = (id: string, approvalId: string) =>
  runInTransaction(harness.connection, (session) => proposals.decide(session, id, 'APPROVED', { by: BOB, approvalId }));

describe('a proposal', () => {
  test('is decided on once, whoever holds it and however many try', async () => {
    const id = await propose();
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => codeOf(approve(id, randomUUID()))));
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
    expect(new Set(outcomes)).toEqual(new Set(['done', 'PROPOSAL_CLOSED']));
  });

  test('knows its own approval again, as each transaction of one change writes it', async () => {
    const id = await propose();
    const approvalId = randomUUID();
    expect((await approve(id, approvalId)).isNew).toBe(true);
    expect(await approve(id, approvalId)).toMatchObject({ isNew: false, proposal: { status: 'APPROVED' } });
  });

  test('is held by one approval at a time, and not for ever', async () => {
    const id = await propose();
    const [first, second] = [randomUUID(), randomUUID()];
    expect([await proposals.hold(id, first), await proposals.hold(id, second)]).toEqual([true, false]);
    await proposals.letGo(id, second);
    expect(await proposals.hold(id, second)).toBe(false);
    await harness.connection.collection('proposals').updateMany({}, { $set: { heldUntil: new Date(0) } });
    expect(await proposals.hold(id, second)).toBe(true);
  });
});
