import { WorkerRegistry, problemsOfProcesses } from '#lib/workers';
import { Platform } from '../../support/platform.js';

describe('rules', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await Platform.start('rules');
  });
  afterEach(() => platform.stop());

  const changes = () =>
    platform.connection.collection('auditlog').find({ action: 'rules.change' }).sort({ at: 1 }).toArray();

  it('that are others than before are in the audit log, once, whoever starts with them', async () => {
    await platform.api().ready();
    await platform.worker().ready();
    expect(await changes()).toEqual([]);

    const environment = { ROS_CAP_PERCENT: '150' };
    await Promise.all([platform.worker({ environment }).ready(), platform.worker({ environment }).ready()]);
    await platform.worker({ environment }).ready();

    expect(await changes()).toMatchObject([
      {
        actor: { system: 'configuration' },
        before: { rosCapPercent: 200, timeZone: platform.environment['DISTRIBUTION_TIMEZONE'] },
        after: { rosCapPercent: 150 },
      },
    ]);
  });

  it('that differ between living processes are named: which variable, and who has what', async () => {
    await platform.api().ready();
    await platform.worker({ environment: { ROS_CAP_PERCENT: '150', PREMIUM_POOL_RANKS: 'Finance Titan' } }).ready();

    const problems = await platform.seen('two processes', async () => {
      const processes = await platform.get(WorkerRegistry).processes();
      return processes.length === 2 && problemsOfProcesses(processes);
    });

    expect(problems.map(({ code, message }) => [code, message])).toEqual([
      ['RULES_APART', expect.stringMatching(/different ROS_CAP_PERCENT: .*200 \(api .*\)/) as string],
      ['RULES_APART', expect.stringMatching(/different PREMIUM_POOL_RANKS: .*Finance Titan \(worker .*\)/) as string],
    ]);
  });
});
