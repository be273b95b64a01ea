import { runInTransaction } from '#lib/database';
import { SlotStore, slotFromStored, type StoredSlot } from '#lib/slots';
import { ExecutionControl } from '#lib/workers';
import { ClaimSlot } from '../../../libs/engine/src/claim-slot.js';
import { FinishSlot } from '../../../libs/engine/src/finish-slot.js';
import { PlanSlot } from '../../../libs/engine/src/plan-slot.js';
import { Platform } from '../../support/platform.js';

describe('claiming a slot', () => {
  let platform: Platform;
  let claims: ClaimSlot;
  beforeEach(async () => {
    platform = await Platform.start('claim-slot', { LEASE_MS: '600000' });
    claims = platform.get(ClaimSlot);
  });
  afterEach(() => platform.stop());

  const statuses = async (): Promise<string[]> =>
    (await platform.books()).distributions.map(({ status }) => status).sort();

  it('of many who try at once, one gets it', async () => {
    await platform.queue([{ ros: '1' }]);
    const owners = Array.from({ length: 10 }, (_, index) => `worker-${index}`);

    const claimed = (await Promise.all(owners.map((owner) => claims.claimNext(owner)))).filter((slot) => slot !== null);

    expect(claimed).toHaveLength(1);
    expect(await platform.slot(1)).toMatchObject({ attempts: 1, run: { claimId: claimed[0]!.run.claimId } });
  });

  it('of two who want different slots at once, one gets its own: one slot runs at a time', async () => {
    await platform.queue([{ ros: '1' }, { ros: '0.5' }]);
    const [first, second] = (await platform.books()).distributions as unknown as StoredSlot[];

    // Each saw nothing running and chose another slot, as when slot 1 was queued between their looks.
    const claimed = await Promise.all([
      claims['claim'](first!, 'a', new Date()),
      claims['claim'](second!, 'b', new Date()),
    ]);

    expect(claimed.filter((slot) => slot !== null)).toHaveLength(1);
    expect(await statuses()).toEqual(['EXECUTING', 'PENDING']);
  });

  it('while one runs, the next one waits', async () => {
    await platform.queue([{ ros: '1' }, { ros: '0.5' }]);
    expect(await claims.claimNext('a')).toMatchObject({ slotNumber: 1 });
    expect(await claims.claimNext('b')).toBeNull();
  });

  it('a slot that is not due yet is not claimed', async () => {
    await platform.queue([{ ros: '1', inMs: 60_000 }]);
    expect(await claims.claimNext('a')).toBeNull();
  });

  it('that an admin moved to later after it was seen to be due is not claimed', async () => {
    await platform.queue([{ ros: '1' }]);
    const [seen] = (await platform.books()).distributions as unknown as StoredSlot[];
    const later = new Date(Date.now() + 3_600_000);
    await runInTransaction(platform.connection, (session) =>
      platform.get(SlotStore).change(session, slotFromStored(seen!), { scheduledFor: later }),
    );

    expect(await claims['claim'](seen!, 'a', new Date())).toBeNull();

    expect(await platform.slot(1)).toMatchObject({ status: 'PENDING', scheduledFor: later, attempts: 0 });
  });

  it('whose lease ran out, another takes it over; the first can neither finish nor renew it', async () => {
    await platform.queue([{ ros: '1' }]);
    const first = (await claims.claimNext('a'))!;
    await platform.connection
      .collection('distributions')
      .updateOne({ _id: first._id }, { $set: { 'run.leaseUntil': new Date(0) } });
    const second = (await claims.claimNext('b'))!;
    await platform.get(PlanSlot).plan(second);

    await expect(platform.get(FinishSlot).finish(first, platform.orderOf(first))).rejects.toMatchObject({
      code: 'LEASE_LOST',
    });

    expect(await platform.slot(1)).toMatchObject({ status: 'EXECUTING', attempts: 2, run: { worker: 'b' } });
  });

  it('that waits is not done while execution is paused; one whose worker fell silent is brought to its end', async () => {
    await platform.queue([{ ros: '1' }, { ros: '0.5' }]);
    expect(await claims.claimNext('a')).toMatchObject({ slotNumber: 1 });
    const pause = (paused: boolean) =>
      runInTransaction(platform.connection, (session) => platform.get(ExecutionControl).setPaused(session, paused));
    await pause(true);
    expect(await claims.claimNext('b')).toBeNull();

    await platform.connection
      .collection('distributions')
      .updateOne({ slotNumber: 1 }, { $set: { 'run.leaseUntil': new Date(0) } });
    const taken = await claims.claimNext('b');
    expect(taken).toMatchObject({ slotNumber: 1, attempts: 2, run: { worker: 'b' } });
    await platform.get(FinishSlot).finish(await platform.get(PlanSlot).plan(taken!), platform.orderOf(taken!));

    expect(await claims.claimNext('b')).toBeNull();
    await pause(false);
    expect(await claims.claimNext('b')).toMatchObject({ slotNumber: 2 });
  });
});
