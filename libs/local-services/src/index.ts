export { findChromium, type Chromium } from './chromium.js';
export { startDocumentDb, type DocumentDbOptions } from './documentdb.js';
export { InUseError, UnavailableError, type LocalService, type Log, type StartOptions } from './local-service.js';
export { isPortFree } from './ports.js';
export { forgetKept, startLocalServices, startMongo, startRedis, type LocalServices } from './start-local-services.js';
