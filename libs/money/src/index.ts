export {
  ZERO,
  InvalidAmountError,
  MAX_AMOUNT,
  addMoney,
  formatMoney,
  moneyFromMicros,
  moneyToNumber,
  parseMoney,
  subtractMoney,
  sumMoney,
} from './money.js';
export type { Money } from './money.js';
export { decimalStringToMicros, formatMicros } from './decimal.js';
export {
  InvalidRateError,
  MAX_DAY_ROS,
  ZERO_RATE,
  formatRate,
  parseRosPercentage,
  rateFromMicros,
  rateToNumber,
  sumRates,
} from './rate.js';
export type { Rate } from './rate.js';
export { NO_POOLS, POOLS, POOL_NAMES, fromPoolFields, perPool, toPoolFields } from './pools.js';
export type { PerPool, Pool, PoolFields } from './pools.js';
export { capFloor6, cappedRosPayoutFloor6, rosPayoutFloor6 } from './ros-payout.js';
export type { CappedRosPayout } from './ros-payout.js';
export { shareAt, splitPoolFloor6 } from './split-pool.js';
export type { PoolSplit } from './split-pool.js';
