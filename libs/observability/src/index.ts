export { AppLogger } from './app-logger.js';
export { CHECKPOINT_CHANNEL, checkpoint, type Checkpoint } from './checkpoint.js';
export { withLogContext } from './context.js';
export { Metrics } from './metrics.js';
export { METRICS_TYPE, MetricsServer } from './metrics-server.js';
export { ObservabilityModule } from './observability.module.js';
