import { compareWithGoals, type Figures, type Sizes } from './goals.js';

const SIZES: Sizes = {
  stakes: 200_000,
  smallStakes: 20_000,
  watchedStakes: 50_000,
  endedSlots: 10_000,
  qualifiers: 1_000_000,
};

const of = (value: number) => ({ drawn: value, clustered: value });

/** Each exactly at its goal. */
const FIGURES: Figures = {
  engineStakesPerSecond: of(9_000),
  oldLoopStakesPerSecond: of(300),
  mediciPayoutsPerSecond: of(450),
  engineToOldLoop: of(30),
  engineToMedici: of(20),
  bestSetting: { chunkSize: 600, lanes: 4 },
  bareDriverSweep: [],
  bareDriverStakesPerSecond: of(10_000),
  engineAtBestSettingStakesPerSecond: of(9_000),
  engineToBareDriver: of(0.9),
  growth: 1.15,
  largeStakesPerSecond: 9_000,
  workerPeakMb: 250,
  cpuMicrosPerStake: 50,
  planningShare: 0.08,
  plannerPeakMb: 250,
  queue100SlotsMs: 150,
  latenessP99Ms: 110,
  bareJobLatenessP99Ms: 10,
  latenessBeyondBareJobP99Ms: 100,
  latenessAfterHistory: 1.1,
  claimAfterHistory: 1.1,
  statusRequestsPerSecond: 600,
  emptyRouteRequestsPerSecond: 1_000,
  cronRequestsPerSecond: 100,
  statusToEmptyRoute: 0.6,
  statusAfterHistory: 1.1,
  cronAfterHistory: 1.1,
  reconciledEntries: 600_000,
  reconciliationMs: 8_000,
  reconciliationToSum: 8,
  reconciliationAfterHistory: 1.1,
  exportEntriesPerSecond: 50_000,
  exportToBareCursor: 0.5,
  exportMemoryGrowth: 1.2,
  watchedSlotToAlone: 1.3,
};

describe('the goals of the bench', () => {
  const missed = (figures: Partial<Figures>): string[] =>
    compareWithGoals({ ...FIGURES, ...figures }, SIZES)
      .filter(({ holds }) => !holds)
      .map(({ figure }) => figure);

  it('hold where each figure is exactly at its bound', () => {
    expect(missed({})).toEqual([]);
  });

  it('are missed by a figure that is on the wrong side of its own, and by no other', () => {
    expect(missed({ engineToOldLoop: { drawn: 29.9, clustered: 31 } })).toEqual([
      'engine to the old loop, drawn amounts',
    ]);
    expect(missed({ engineToBareDriver: { drawn: 0.91, clustered: 0.89 } })).toEqual([
      'engine to the bare driver, clustered amounts',
    ]);
    expect(missed({ planningShare: 0.081 })).toEqual(["planning's share of a slot"]);
    expect(missed({ latenessBeyondBareJobP99Ms: 101, latenessP99Ms: 0 })).toEqual([
      'first payment of 100 slots, p99, less a bare job',
    ]);
    expect(missed({ cronAfterHistory: 1.11 })).toEqual(['cron/status after 10,000 ended slots, to none']);
  });

  it('are missed by a figure that could not be taken', () => {
    expect(missed({ workerPeakMb: null, cpuMicrosPerStake: Number.NaN })).toEqual([
      "worker's peak memory at 200,000 stakes",
      "worker's CPU per stake",
    ]);
  });
});
