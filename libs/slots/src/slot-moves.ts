import type { RunState } from './run.js';

/**
 * States of a slot, its run and its chunks, and the table of every move between them (docs/specification.md 2). Pure.
 */
export const SLOT_STATUSES = ['PENDING', 'EXECUTING', 'COMPLETED', 'FAILED', 'CANCELLED'] as const;
export type SlotStatus = (typeof SLOT_STATUSES)[number];

/**
 * DRAFT belongs to a plan that is not frozen, to a further run that is not ready, or to what of either is being opened:
 * nothing pays or counts it. OPEN is to be paid, PAID is final, FAILED waits for the slot's next run.
 */
export const CHUNK_STATUSES = ['DRAFT', 'OPEN', 'PAID', 'FAILED'] as const;
export type ChunkStatus = (typeof CHUNK_STATUSES)[number];

/** The states in which a slot can be, each a status and the state of its run. */
export const SLOT_STATES = [
  'PENDING/REQUESTED',
  'EXECUTING/EXECUTING',
  'COMPLETED/ENDED',
  'COMPLETED/REQUESTED',
  'FAILED/ENDED',
  'FAILED/REQUESTED',
  'CANCELLED/ENDED',
] as const;
export type SlotState = (typeof SLOT_STATES)[number];

interface Move<State extends string> {
  readonly from: readonly State[];
  /** Null: it stays as it is. */
  readonly to: Readonly<Partial<Record<State, State>>> | State | null;
}

const ENDED_OR_ASKED = ['COMPLETED/ENDED', 'COMPLETED/REQUESTED', 'FAILED/ENDED', 'FAILED/REQUESTED'] as const;

/** Every move of a slot and its run: from where, and to where. What is not here cannot happen. */
export const SLOT_MOVES = {
  /** A worker claims what is due. */
  start: { from: ['PENDING/REQUESTED', 'COMPLETED/REQUESTED', 'FAILED/REQUESTED'], to: 'EXECUTING/EXECUTING' },
  /** The worker that ran it fell silent; another one claims it. */
  takeOver: { from: ['EXECUTING/EXECUTING'], to: null },
  /** Whoever has the claim renews its lease, gives it up, plans, notes progress and interruptions, closes chunks. */
  hold: { from: ['EXECUTING/EXECUTING'], to: null },
  complete: { from: ['EXECUTING/EXECUTING'], to: 'COMPLETED/ENDED' },
  fail: { from: ['EXECUTING/EXECUTING'], to: 'FAILED/ENDED' },
  /** Its time passed too long ago to pay it unasked. */
  misfire: { from: ['PENDING/REQUESTED'], to: 'FAILED/ENDED' },
  /** An admin gives it another time or other amounts. */
  change: { from: ['PENDING/REQUESTED'], to: null },
  /** An admin cancels what waits: a slot for its time, or an ended one to run again, which stands then as it stood before. */
  cancel: {
    from: ['PENDING/REQUESTED', 'COMPLETED/REQUESTED', 'FAILED/REQUESTED'],
    to: {
      'PENDING/REQUESTED': 'CANCELLED/ENDED',
      'COMPLETED/REQUESTED': 'COMPLETED/ENDED',
      'FAILED/REQUESTED': 'FAILED/ENDED',
    },
  },
  /** The day is queued anew after it was cancelled; nothing was ever paid. */
  requeue: { from: ['CANCELLED/ENDED'], to: 'PENDING/REQUESTED' },
  /** An admin asks for what was not paid. */
  retry: { from: ['COMPLETED/ENDED', 'FAILED/ENDED'], to: asked() },
  /** Subjects that were found missing were added; a run that waits already takes them along. */
  compensate: { from: ENDED_OR_ASKED, to: asked() },
  /** An admin has what it paid taken back. */
  reverse: { from: ['COMPLETED/ENDED', 'FAILED/ENDED'], to: asked() },
  /** An admin allows that what was taken back is paid again, by the next retry. */
  reinstate: { from: ['COMPLETED/ENDED', 'FAILED/ENDED'], to: null },
  /** Its job in Redis is lost or out of date: it gets a new one. */
  renewJob: { from: ['PENDING/REQUESTED', 'COMPLETED/REQUESTED', 'FAILED/REQUESTED'], to: null },
} as const satisfies Record<string, Move<SlotState>>;
export type SlotMove = keyof typeof SLOT_MOVES;

/** Every move of a chunk. */
export const CHUNK_MOVES = {
  /** The plan that it belongs to is frozen, or the run that it is for is ready. */
  open: { from: ['DRAFT'], to: 'OPEN' },
  pay: { from: ['OPEN'], to: 'PAID' },
  /** An attempt failed; what went wrong is kept on it. */
  noteFailure: { from: ['OPEN'], to: null },
  /** The slot's run ends without it. */
  close: { from: ['OPEN'], to: 'FAILED' },
  /** The slot runs again: what the runs before left is opened with the rest of what this one is to pay. */
  reopen: { from: ['FAILED'], to: 'DRAFT' },
  /** The same for what was added since. */
  takeUp: { from: ['OPEN'], to: 'DRAFT' },
} as const satisfies Record<string, Move<ChunkStatus>>;
export type ChunkMove = keyof typeof CHUNK_MOVES;

function asked() {
  return {
    'COMPLETED/ENDED': 'COMPLETED/REQUESTED',
    'COMPLETED/REQUESTED': 'COMPLETED/REQUESTED',
    'FAILED/ENDED': 'FAILED/REQUESTED',
    'FAILED/REQUESTED': 'FAILED/REQUESTED',
  } as const;
}

/** The state of a slot. */
export function stateOf(slot: { readonly status: SlotStatus; readonly run: { readonly state: RunState } }): SlotState {
  return `${slot.status}/${slot.run.state}` as SlotState;
}

/** @returns whether `move` is allowed for a slot in `state` */
export function canMove(state: SlotState, move: SlotMove): boolean {
  return (SLOT_MOVES[move].from as readonly SlotState[]).includes(state);
}

/** @returns where `move` takes a slot in `state`, from which it must be allowed */
export function afterMove(state: SlotState, move: SlotMove): SlotState {
  const { to } = SLOT_MOVES[move] as Move<SlotState>;
  if (to === null) return state;
  return typeof to === 'string' ? to : (to[state] ?? state);
}

/** What else a move asks for and writes, as MongoDB's operators take it. */
export interface MoveParts {
  readonly where?: Readonly<Record<string, unknown>>;
  readonly set?: Readonly<Record<string, unknown>>;
  readonly inc?: Readonly<Record<string, number>>;
  readonly unset?: readonly string[];
  readonly push?: Readonly<Record<string, unknown>>;
}

export interface ConditionalUpdate {
  readonly filter: Record<string, unknown>;
  readonly update: Record<string, Record<string, unknown>>;
}

/**
 * The conditional update of a slot's move; nothing else writes a status of a slot or the state of a run.
 * @param from the state in which the slot was seen, one of those that the move is allowed from
 * @throws RangeError when the table does not allow the move from there
 */
export function slotMove(move: SlotMove, from: SlotState, { where = {}, ...parts }: MoveParts): ConditionalUpdate {
  if (!canMove(from, move)) throw new RangeError(`A slot in ${from} cannot ${move}`);
  const [status, runState] = split(from);
  const to = afterMove(from, move);
  const [toStatus, toRunState] = split(to);
  const states =
    to === from ? {} : { status: toStatus, ...('run' in (parts.set ?? {}) ? {} : { 'run.state': toRunState }) };
  return {
    filter: { ...where, status, 'run.state': runState },
    update: operators({ ...parts, set: { ...parts.set, ...states } }),
  };
}

/** The conditional update of a chunk's move; nothing else writes the status of a chunk. */
export function chunkMove(move: ChunkMove, { where = {}, ...parts }: MoveParts): ConditionalUpdate {
  const { from, to } = CHUNK_MOVES[move];
  return {
    filter: { ...where, status: from[0] },
    update: operators({ ...parts, set: { ...parts.set, ...(to === null ? {} : { status: to }) } }),
  };
}

function operators({
  set = {},
  inc = {},
  unset = [],
  push = {},
}: Omit<MoveParts, 'where'>): ConditionalUpdate['update'] {
  return {
    ...(Object.keys(set).length === 0 ? {} : { $set: { ...set } }),
    ...(Object.keys(inc).length === 0 ? {} : { $inc: { ...inc } }),
    ...(unset.length === 0 ? {} : { $unset: Object.fromEntries(unset.map((field) => [field, ''])) }),
    ...(Object.keys(push).length === 0 ? {} : { $push: { ...push } }),
  };
}

function split(state: SlotState): [SlotStatus, RunState] {
  return state.split('/') as [SlotStatus, RunState];
}
