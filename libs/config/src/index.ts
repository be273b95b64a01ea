export { AppConfig, ConfigError, loadConfig } from './app-config.js';
export { ConfigModule } from './config.module.js';
export { VARIABLES } from './variables.js';
export { withoutCredentials } from './url.js';
export { VERSION } from './version.js';
