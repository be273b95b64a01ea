/** When something began and was over, by this process's clock, which is the database's. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** An answer of the API, or that none came. */
export interface Answered extends Span {
  /** Of the action. */
  readonly name: string;
  readonly what: string;
  readonly api: number;
  /** 0: no answer. */
  readonly status: number;
  readonly code: string | null;
  readonly message: string;
  readonly body: unknown;
}

/** What was done to the system in a round, and what it answered. */
export class Trail {
  readonly answers: Answered[] = [];
  /** While the database was away or unreachable for some process. */
  readonly databaseAway: Span[] = [];
  /** While an API was down, going down or frozen, by its index. */
  readonly apiDisturbed: (Span & { readonly index: number })[] = [];
  /** Stakes that another service cancelled, by id; `to` is Infinity while it is not known to be written. */
  readonly cancelled = new Map<string, Span>();
  readonly created = new Map<string, Span>();
  /** Users whose rank or flags another service changed. */
  readonly reranked = new Set<string>();
  /** Users and stakes that somebody mended, by id: until then they could not be paid. */
  readonly mended = new Map<string, Span>();
  /** Money that others moved: the entry's id, and what it says. */
  readonly moved = new Map<string, bigint>();
  /** What the events did, in words, for the report. */
  readonly happened: string[] = [];
  private readonly begin = Date.now();

  /** @param from when the mending began; it is over now */
  noteMended(id: string, from: number): void {
    if (!this.mended.has(id)) this.mended.set(id, { from, to: Date.now() });
  }

  note(what: string): void {
    this.happened.push(`${((Date.now() - this.begin) / 1_000).toFixed(2)} s  ${what}`);
  }
}
