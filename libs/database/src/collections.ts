/** Names of all collections (spec.md section 4 and design.md section 3). */
export const COLLECTIONS = {
  users: 'users',
  stakes: 'stakes',
  transactions: 'transactions',
  declarations: 'declarations',
  poolDeclarations: 'pooldeclarations',
  distributions: 'distributions',
  distributionChunks: 'distributionchunks',
  distributionFailures: 'distributionfailures',
  credentials: 'credentials',
  executionControls: 'executioncontrols',
  workers: 'workers',
  alerts: 'alerts',
  auditLog: 'auditlog',
  idempotencyKeys: 'idempotencykeys',
  systems: 'systems',
} as const;
