/** One round of the simulator: everything that is drawn from its seed, so that the same seed does the same again. */
export interface Round {
  readonly seed: number;
  readonly rules: Rules;
  readonly population: Population;
  /** What the admin orders at the beginning; never left out. */
  readonly orders: readonly AdminRequest[];
  /** What happens beside it, in the order of the instants; each of them can be left out. */
  readonly events: readonly ChaosEvent[];
}

/** How the platform of a round is set up. */
export interface Rules {
  readonly capPercent: number;
  readonly chunkSize: number;
  readonly concurrency: number;
  readonly leaseMs: number;
  readonly keeperMs: number;
  readonly workers: number;
  readonly apis: number;
}

/** A stored amount, by the type that its writer used; `text` is written as it is, into whatever type is named. */
export interface StoredAmount {
  readonly type: 'decimal' | 'double' | 'int' | 'text' | 'null' | 'missing';
  readonly text: string;
}

export interface UserPlan {
  /** 24 hexadecimal digits. */
  readonly id: string;
  readonly rank: string | null;
  readonly isActive: boolean;
  readonly premiumQualified: boolean | null;
  readonly wallet: StoredAmount;
}

export interface StakePlan {
  readonly id: string;
  /** An index into the users; `nobody`: an id that no user has; `text`: no id at all. */
  readonly owner: number | 'nobody' | 'text';
  readonly amount: StoredAmount;
  /** What it has earned before the round, in millionths. */
  readonly earned: bigint;
  readonly status: 'ACTIVE' | 'COMPLETED' | 'CANCELLED';
  /** From the beginning of the round; null: it has no such instant. */
  readonly activatedInMs: number | null;
}

export interface Population {
  readonly users: readonly UserPlan[];
  readonly stakes: readonly StakePlan[];
}

export type App = 'api' | 'worker';

export interface SlotOrder {
  readonly slotNumber: number;
  /** Percent, as text. */
  readonly ros: string;
  readonly premium?: string;
  readonly performance?: string;
  /** From the moment of the request. */
  readonly inMs: number;
}

/** A request of an admin; times are told from the moment at which it is sent. */
export type AdminAction =
  | { readonly name: 'pause' | 'resume' | 'cancel-all' | 'compensate' | 'delete' }
  | { readonly name: 'cancel' | 'retry'; readonly slotNumber: number }
  | {
      readonly name: 'change';
      readonly slotNumber: number;
      readonly ros?: string;
      readonly premium?: string;
      readonly inMs?: number;
    }
  | {
      readonly name: 'queue';
      readonly slots: readonly SlotOrder[];
      readonly premium: string;
      readonly performance: string;
    }
  | { readonly name: 'queue-single'; readonly ros: string; readonly premium: string; readonly performance: string }
  | { readonly name: 'distribute'; readonly ros: boolean; readonly pools: boolean }
  | {
      readonly name: 'declare';
      readonly ros: string;
      readonly premium: string;
      readonly performance: string;
      readonly autoRos: boolean;
      readonly autoPools: boolean;
    }
  | { readonly name: 'patch'; readonly ros?: string; readonly premium?: string }
  | { readonly name: 'pool'; readonly premium: string; readonly performance: string; readonly auto: boolean }
  | { readonly name: 'look'; readonly at: 'status' | 'cron' | 'reconciliation' | 'declared' | 'alerts' };

export interface AdminRequest {
  /** Which API is asked. */
  readonly api: number;
  /** By the admin who confirms with a code; the others need none. */
  readonly withCode: boolean;
  readonly action: AdminAction;
}

export const FAMILIES = ['processes', 'redis', 'database', 'clocks', 'outsiders', 'admins', 'numbers'] as const;
/** What may be left out of a run: one kind of trouble, or odd types of stored numbers. */
export type Family = (typeof FAMILIES)[number];

export type Trouble =
  | {
      readonly kind: 'stop';
      readonly app: App;
      readonly index: number;
      readonly signal: 'SIGKILL' | 'SIGTERM';
      /** null: not before the events have ended. */
      readonly backAfterMs: number | null;
    }
  | { readonly kind: 'freeze'; readonly app: App; readonly index: number; readonly forMs: number }
  /** The n-th time from then on that it reaches a checkpoint, it is killed, or stands still for a while. */
  | {
      readonly kind: 'break-at';
      readonly app: App;
      readonly index: number;
      readonly checkpoint: string;
      readonly times: number;
      readonly how: 'kill' | 'freeze';
      readonly forMs: number;
    }
  | { readonly kind: 'cut'; readonly app: App; readonly index: number }
  | { readonly kind: 'clock'; readonly app: App; readonly index: number; readonly byMs: number }
  | { readonly kind: 'redis-away'; readonly forMs: number }
  | { readonly kind: 'redis-forgets' }
  | { readonly kind: 'database-away'; readonly forMs: number }
  /** Below zero: a withdrawal, in millionths. */
  | { readonly kind: 'movement'; readonly user: number; readonly amount: bigint }
  | {
      readonly kind: 'new-stake';
      readonly id: string;
      readonly user: number;
      readonly amount: string;
      readonly inMs: number;
    }
  | { readonly kind: 'cancel-stake'; readonly stake: number }
  /** Somebody mends every record that cannot be paid. */
  | { readonly kind: 'mend' }
  | { readonly kind: 'rank'; readonly user: number; readonly rank: string; readonly premiumQualified: boolean }
  /** All of them at the same instant. */
  | { readonly kind: 'admins'; readonly requests: readonly AdminRequest[] };

export type ChaosEvent = Trouble & { readonly atMs: number };
