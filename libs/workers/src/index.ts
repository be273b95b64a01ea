export { DatabaseClock } from './database-clock.js';
export { ExecutionControl } from './execution-control.js';
export { problemsOfProcesses, type ProcessProblem, type ProcessProblemCode } from './process-problems.js';
export type { ProcessRecord } from './process-record.schema.js';
export { RulesInForce } from './rules-in-force.js';
export { WorkerIdentity } from './worker-identity.js';
export { WorkerRegistry } from './worker-registry.js';
export { WorkersModule } from './workers.module.js';
