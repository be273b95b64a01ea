export { DatabaseClock } from './database-clock.js';
export { ExecutionControl } from './execution-control.js';
export { WorkerIdentity } from './worker-identity.js';
export { WorkerRegistry, type WorkerRecord } from './worker-registry.js';
export { WorkersModule } from './workers.module.js';
