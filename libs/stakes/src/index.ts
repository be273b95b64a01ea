export { activationOf } from './activation.js';
export {
  RECORD_FAILURES,
  assessStake,
  everOwnersOf,
  ownersOf,
  type Assessment,
  type RecordFailureReason,
  type RosRules,
  type StakePayout,
} from './assess-stake.js';
export {
  DueStakes,
  type ActivatedStakeRecord,
  type NotDue,
  type StakeOwner,
  type StakeRecord,
  type StakeSelection,
} from './due-stakes.js';
export { PaidStakes, type PaidStake } from './paid-stakes.js';
export { STAKE_STATUSES, type StakeStatus } from './stake.schema.js';
export { StakesModule } from './stakes.module.js';
export { UserStakes, type StakePage, type UserStake } from './user-stakes.js';
