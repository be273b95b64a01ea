export { AppConfig, ConfigError, loadConfig } from './app-config.js';
export {
  AccountsConfigModule,
  ConfigModule,
  MigrateConfigModule,
  ProofConfigModule,
  WorkerConfigModule,
} from './config.module.js';
export { verifyKeyOf, type VerifyKey } from './order-keys.js';
export { PROJECT_ROOT } from './project-root.js';
export { RANKS, type Rank } from './ranks.js';
export { RULE_VARIABLES, rulesHash, rulesOf, type Rules } from './rules.js';
export { VARIABLES, type ProcessKind, type WalletMovements } from './variables.js';
export { withoutCredentials } from './url.js';
export { VERSION } from './version.js';
