export { UnsuitableRedisError } from './boot-check.js';
export { JOBS, QUEUES, slotJobId, type CanaryJob, type PayChunkJob, type PaySlotJob } from './contract.js';
export { Courier, CourierAwayError, type ChunkTicket, type SlotTicket } from './courier.js';
export { QueueClaim } from './queue-claim.js';
export { QueuesModule } from './queues.module.js';
export { RedisClient } from './redis-client.js';
export { redisTrouble, type RedisState } from './redis-state.js';
export { TimeLimitError, within } from './within.js';
