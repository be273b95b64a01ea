export { AdoptionModule } from './adoption.module.js';
export { Adoption } from './adoption.js';
export { AdoptionLostError, AdoptionRunsError } from './adoption-lock.js';
export { MappingError } from './mapping/mapping-error.js';
export { USUAL_MAPPING, parseMapping, type Mapping } from './mapping/mapping.js';
export { OldDaysModule } from './old-days/old-days.module.js';
export { OldDays, type OldDaysReport, type OldSlotLine } from './old-days/old-days.js';
export type { Amounts, ApplyReport, Changes, LeftRecord, Plan, PlanReport, Proof, UndoReport } from './report.js';
export type { OddCount, OddRecord, OddReport } from './survey/odd-records.js';
