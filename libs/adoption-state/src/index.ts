export { AdoptionStateModule } from './adoption-state.module.js';
export { AdoptionState } from './adoption-state.js';
export { ADOPTION_STATE_ID, type AdoptionRecord, type WalletMovements } from './adoption-record.js';
export { ACTIVATION_FIELD, ACTIVATION_SOURCE, mendable, type Mendable } from './mendable.js';
