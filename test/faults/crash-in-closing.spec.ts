import { COLLECTIONS } from '#lib/database';
import { allClosed } from '../support/forget-proofs.js';
import { Platform } from '../support/platform.js';

it('a worker that dies while it closes a slot: the next one does, and each link is written once', async () => {
  const platform = await Platform.start('crash-in-closing');
  try {
    await platform.populate({ users: 20, stakes: 40 });
    await platform.queue([{ ros: '0.4' }, { ros: '0.3', premium: '7' }]);
    const proofs = platform.connection.collection(COLLECTIONS.proofs);
    const distributions = platform.connection.collection(COLLECTIONS.distributions);
    // What the dead one has taken is left alone for a while. In the order of the slots, which is that of the links.
    const forgetTaken = async () => {
      for (const slotNumber of [1, 2]) {
        const taken = { slotNumber, proofDue: { $exists: true } };
        await distributions.updateOne(taken, { $set: { proofDue: new Date(slotNumber) } });
      }
    };

    await platform.worker({ crashAt: 'proof.tree-built' }).crashed();
    expect(await proofs.countDocuments()).toBe(0);
    await forgetTaken();
    await platform.worker({ crashAt: 'proof.written' }).crashed();
    expect(await proofs.countDocuments()).toBe(1);
    await forgetTaken();
    platform.worker();
    await platform.completed(2);
    await allClosed(platform.connection);

    const links = await proofs.find().sort({ seq: 1 }).toArray();
    expect(links.map(({ seq, key }) => [Number(seq), String(key).slice(-6)])).toEqual([
      [1, 'slot-1'],
      [2, 'slot-2'],
    ]);
    expect(links[1]?.['prevHash']).toBe(links[0]?.['hash']);
    expect(await platform.problems()).toEqual([]);
  } finally {
    await platform.stop();
  }
});

it('an entry that vanishes after its slot was closed is alerted unasked, and resolved when it is back or the slot is closed anew', async () => {
  const platform = await Platform.start('vanished-entry', { KEEPER_INTERVAL_MS: '200' });
  try {
    await platform.populate({ users: 20, stakes: 40 });
    await platform.queue([{ ros: '0.4' }, { ros: '0.3' }]);
    platform.worker();
    await platform.completed(2);
    await allClosed(platform.connection);
    const { _id: distributionId } = await platform.slot(1);
    const entries = platform.connection.collection('transactions');
    const alert = () =>
      platform.connection.collection(COLLECTIONS.alerts).findOne({ rule: 'ENTRIES_MISSING', slotNumber: 1 });

    const gone = await entries.findOneAndDelete({ distributionId });
    const raised = await platform.seen('the missing entry is alerted', alert);
    await entries.insertOne(gone!);
    const isResolved = async () => ((await alert())?.['resolvedAt'] === null ? null : true);
    await platform.seen('the alert is resolved', isResolved);
    expect(await platform.problems()).toEqual([]);

    await entries.deleteOne({ _id: gone!._id });
    await platform.seen('it is raised again', async () => ((await isResolved()) === null ? true : null));
    const distributions = platform.connection.collection(COLLECTIONS.distributions);
    await distributions.updateOne({ _id: distributionId }, { $set: { proofDue: new Date(0) }, $inc: { attempts: 1 } });
    await platform.seen('what it has now is what it was closed anew with', isResolved);

    expect(raised).toMatchObject({ resolvedAt: null, facts: { closedWith: 40, found: 39 } });
    expect(await platform.connection.collection(COLLECTIONS.alerts).countDocuments({ rule: 'ENTRIES_MISSING' })).toBe(
      1,
    );
  } finally {
    await platform.stop();
  }
});
