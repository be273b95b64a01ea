export { AuditChain, type ChainHead, type ChainProblem, type CheckedChain } from './audit-chain.js';
export { canonicalJson } from './canonical-json.js';
export { AuditModule } from './audit.module.js';
export { Audit, type AuditPage, type AuditQuery, type AuditRecord, type AuditView, type Origin } from './audit.js';
export type { AuditActor, JsonObject } from './audit-entry.schema.js';
export { InvalidCursorError } from './cursor.js';
export { RulesAuditModule } from './rules-audit.module.js';
