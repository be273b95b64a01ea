export { ALERT_SEVERITIES, type AlertSeverity } from './alert-guide.js';
export type { Finding } from './alert-rules.js';
export { AlertNotFoundError, AlertStore, type AlertView } from './alert-store.js';
export { AlertWatch } from './alert-watch.js';
export { ALERT_RULES, DELIVERY_STATUSES, type AlertRule } from './alert.schema.js';
export { AlertDocumentsModule, AlertsModule } from './alerts.module.js';
