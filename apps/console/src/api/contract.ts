import type { components } from '#lib/client';

type Schemas = components['schemas'];

export type Day = Schemas['DayDto'];
export type Slot = Schemas['SlotDto'];
export type SlotDetail = Schemas['SlotDetailDto'];
export type Preview = Schemas['PreviewDto'];
export type PreviewSlot = Schemas['PreviewSlotDto'];
export type PlanBody = Schemas['PreviewBody'];
export type Reconciliation = Schemas['ReconciliationDto'];
export type DaySummary = Schemas['DaySummaryDto'];
export type Alert = Schemas['AlertDto'];
export type AuditEntry = Schemas['AuditEntryDto'];
export type CronStatus = Schemas['CronStatusDto'];
export type Account = Schemas['AccountDto'];
export type AccountDetail = Schemas['AccountDetailDto'];
export type Proposal = Schemas['ProposalDto'];
export type ProposalNow = Schemas['ProposalNowDto'];
export type Failure = Schemas['FailedRecordDto'];
export type Payout = Schemas['PayoutDto'];
export type ReportDay = Schemas['DayReportDto'];
export type Explanation = Schemas['ExplanationDto'];
export type Scope = Schemas['MeDto']['scopes'][number];

/** What the stream of the console says of the system's health. */
export interface Health {
  readonly healthy: boolean;
  readonly problems: readonly string[];
  readonly enabled: boolean;
  readonly paused: boolean;
  readonly workers: number;
  readonly overdueSlots: number;
}

/** Open alerts, by rule and by severity, and what waits for a second admin. */
export interface AlertCounts {
  readonly open: Readonly<Record<string, number>>;
  readonly openBySeverity: { readonly critical: number; readonly warning: number; readonly info: number };
  /** What a second admin can still decide on. */
  readonly waitingProposals: number;
}
