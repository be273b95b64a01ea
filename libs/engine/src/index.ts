export { EngineModule } from './engine.module.js';
export { KeeperSweep } from './keeper-sweep.js';
export { PayChunk } from './pay-chunk.js';
export { SlotRunner } from './slot-runner.js';
