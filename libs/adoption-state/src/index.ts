export { AdoptionNoticesModule, AdoptionStateModule } from './adoption-state.module.js';
export { AdoptionNotices, adoptionLines } from './adoption-notices.js';
export { AdoptionState, type AdoptionOutlook } from './adoption-state.js';
export { ADOPTION_STATE_ID, type AdoptionRecord } from './adoption-record.js';
export { ACTIVATION_FIELD, ACTIVATION_SOURCE, mendable, type Mendable } from './mendable.js';
