/** What the demo reads of the API's answers (docs/specification.md 3), as a client sees them. */
export interface SlotView {
  readonly slotNumber: number;
  readonly status: string;
  readonly rosPercentage: number;
  readonly scheduledFor: string;
  readonly latenessMs: number | null;
  readonly executionTimeMs: number | null;
  readonly usersProcessed: number;
  readonly processedStakes: number;
  readonly totalDistributed: number;
  readonly errors: number;
  readonly error: string | null;
  readonly progress: { readonly percent: number; readonly totalStakes: number };
}

export interface DayView {
  readonly today: string;
  readonly status: string;
  readonly distributionSlots: readonly SlotView[];
  readonly lastExecution: {
    readonly premiumPoolStats: { readonly usersReceived: number; readonly totalDistributed: number };
    readonly performancePoolStats: { readonly usersReceived: number; readonly totalDistributed: number };
  } | null;
}

export interface TransactionView {
  readonly type: string;
  readonly description: string | null;
  readonly amount: number;
  readonly slotNumber: number | null;
  readonly distributionDate: string | null;
}
