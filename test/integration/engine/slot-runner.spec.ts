import { SlotRunner } from '#lib/engine';
import { Platform } from '../../support/platform.js';

describe('a round of slots', () => {
  let platform: Platform;
  afterEach(() => platform.stop());

  it('is not waited for by the jobs of its other slots, and pays these too', async () => {
    platform = await Platform.start('slot-runner');
    await platform.populate({ users: 10, stakes: 20 });
    await platform.queue(Array.from({ length: 3 }, () => ({ ros: '0.1' })));
    const runner = platform.get(SlotRunner);

    let hasEnded = false;
    const round = runner.runDue().then(() => {
      hasEnded = true;
    });
    await Promise.all([runner.runDueOrAsk(), runner.runDueOrAsk()]);
    expect(hasEnded).toBe(false);

    await round;
    const { distributions } = await platform.books();
    expect(distributions.map(({ status, processedStakes }) => [status, processedStakes])).toEqual(
      Array(3).fill(['COMPLETED', 20]),
    );
    expect(await platform.problems()).toEqual([]);
  });
});
