export { AdoptionConfigError } from './adoption-config-error.js';
export { KNOWN_OLD_DAYS, readOldDaysMapping, type OldDaysMapping } from './old-days/mapping.js';
export { OldDaysModule } from './old-days/old-days.module.js';
export { OldDays, type OldDaysOptions, type OldDaysReport, type OldSlotLine } from './old-days/old-days.js';
