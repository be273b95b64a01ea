/** The JSON of the contract's page, as it stands there; times that it leaves open are filled in. */

const AT = '2026-02-12T14:30:05.123Z';

const DECLARATION = {
  date: '2025-01-20',
  premiumPoolAmount: 10000,
  performancePoolAmount: 5000,
  rosPercentage: 0.55,
  description: 'Normal day',
  totalPoolAmount: 15000,
  declaredBy: { _id: '…', email: '…', username: '…' },
  declaredAt: '2025-01-15T10:30:00.000Z',
} as const;

const QUALIFIERS = {
  performancePool: {
    totalQualifiers: 150,
    byRank: {
      'Associate Stakeholder': 50,
      'Principal Strategist': 40,
      'Elite Capitalist': 30,
      'Wealth Architect': 20,
      'Finance Titan': 10,
    },
  },
  premiumPool: {
    totalQualifiers: 75,
    byRank: { 'Principal Strategist': 30, 'Elite Capitalist': 25, 'Wealth Architect': 15, 'Finance Titan': 5 },
  },
} as const;

const POOL_DISTRIBUTION = {
  distributed: false,
  distributedAt: null,
  performancePool: { distributed: 0, totalDistributed: 0 },
  premiumPool: { distributed: 0, totalDistributed: 0 },
  totalDistributed: 0,
} as const;

/** docs/specification.md 3.1, POST /declare. */
export const DECLARED = {
  declaration: DECLARATION,
  poolDistribution: POOL_DISTRIBUTION,
  rosDistribution: { scheduled: false, scheduledFor: null, distributed: false, distributedAt: null },
  qualifiers: QUALIFIERS,
} as const;

/** docs/specification.md 3.3, GET /admin/pool/qualifiers. */
export const POOL_QUALIFIERS = QUALIFIERS;

const LISTED = {
  ...DECLARATION,
  poolsDistributed: false,
  poolsDistributedAt: null,
  rosDistributed: false,
  rosDistributedAt: null,
  createdAt: AT,
  updatedAt: AT,
} as const;

/** docs/specification.md 3.1, GET /declared. */
export const DECLARED_LIST = {
  declarations: [LISTED],
  summary: { totalDates: 1, totalPoolAmount: 15000, totalROSDeclared: 0.55, distributedDates: 0, pendingDates: 1 },
} as const;

/** docs/specification.md 3.1, GET /:date: "one declaration as above", as it is listed and as it is declared. */
export const ONE_DECLARATION = { ...LISTED, ...DECLARED } as const;

/** docs/specification.md 3.1, POST /:date/distribute. */
export const DISTRIBUTED = {
  date: '2025-01-20',
  poolDistribution: {
    distributed: true,
    distributedAt: AT,
    performancePool: { distributed: 150, totalDistributed: 5000 },
    premiumPool: { distributed: 75, totalDistributed: 10000 },
    totalDistributed: 15000,
  },
  rosDistribution: {
    distributed: true,
    distributedAt: AT,
    rosPercentage: 0.55,
    totalStakes: 500,
    processedStakes: 500,
    totalDistributed: 2750,
  },
} as const;

const VALUES = { rosPercentage: 1, premiumPoolAmount: 0, performancePoolAmount: 0, description: '…' } as const;

const SLOT = {
  slotNumber: 1,
  status: 'COMPLETED',
  rosPercentage: 1,
  premiumPoolAmount: 0,
  performancePoolAmount: 0,
  scheduledFor: AT,
  startedAt: AT,
  executedAt: AT,
  latenessMs: 12,
  executionTimeMs: 5123,
  attempts: 1,
  usersProcessed: 150,
  processedStakes: 150,
  totalDistributed: 1234.56,
  errors: 0,
  error: null,
  progress: { totalStakes: 150, processedStakes: 150, percent: 100 },
} as const;

/** docs/specification.md 3.2, POST /today/queue. */
export const QUEUED = {
  today: '2026-02-12',
  status: 'PENDING',
  scheduledFor: AT,
  values: VALUES,
  multiSlotEnabled: false,
  distributionSlots: [SLOT],
} as const;

/** docs/specification.md 3.2, GET /today/status. */
export const STATUS = {
  ...QUEUED,
  lastExecution: {
    status: 'COMPLETED',
    rosStats: { processedStakes: 150, totalDistributed: 1234.56 },
    premiumPoolStats: { usersReceived: 0, totalDistributed: 0 },
    performancePoolStats: { usersReceived: 0, totalDistributed: 0 },
    executedAt: AT,
    executionTimeMs: 5123,
    error: null,
  },
  totals: { planned: 1234.56, paid: 1234.56, owed: 0, users: 150 },
} as const;

/** docs/specification.md 3.2: what a slot that has not run does not know yet. */
export const NOT_RUN_YET = ['startedAt', 'executedAt', 'latenessMs', 'executionTimeMs'].map(
  (field) => `distributionSlots[].${field}`,
);

/** Told of a slot beyond the page: how it was started, why it failed, its run, and what became of every stake. */
export const SLOT_ADDITIONS = ['kind', 'reason', 'reversal', 'run', 'stakes'].map(
  (field) => `distributionSlots[].${field}`,
);

/** docs/specification.md 3.5, GET /me/stakes. */
export const STAKE = {
  amount: 100,
  totalEarned: 1.5,
  target: 200,
  progressPercent: 0.75,
  earnedPercent: 1.5,
  capPercent: 200,
  todaysProfit: 1.5,
  dailyReturnsHistory: [{ date: '2026-02-12', slotNumber: 2, amount: 1, rosPercentage: 1, at: AT }],
} as const;

/** docs/specification.md 3.5, GET /me/transactions. */
export const TRANSACTION = {
  type: 'ROI_EARNED',
  description: 'Daily ROS Payout - Slot 2',
  amount: 1,
  status: 'Completed',
  stakeId: null,
  distributionDate: '2026-02-12',
  slotNumber: 2,
  metadata: { slotNumber: 2 },
  createdAt: AT,
} as const;
