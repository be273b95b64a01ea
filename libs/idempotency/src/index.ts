export { IdempotencyModule } from './idempotency.module.js';
export { Idempotency, IdempotencyKeyReusedError, type FirstAnswer, type IdempotencyScope } from './idempotency.js';
export { requestHash } from './request-hash.js';
