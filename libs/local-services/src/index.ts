export { findChromium, type Chromium } from './chromium.js';
export { startDocumentDb, type DocumentDbOptions } from './documentdb.js';
export { UnavailableError, type LocalService, type Log, type StartOptions } from './local-service.js';
export { startLocalServices, startMongo, startRedis, type LocalServices } from './start-local-services.js';
