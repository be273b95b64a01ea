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
    // What the dead one has taken is left alone for a while.
    const forgetTaken = () =>
      distributions.updateMany({ proofDue: { $exists: true } }, { $set: { proofDue: new Date(0) } });

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
