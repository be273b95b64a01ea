/** What a handler answers; the envelope interceptor sends it as `{ success: true, message?, data?, meta? }`. */
export class Answer<T = unknown> {
  constructor(
    readonly status: number,
    readonly body: { readonly message?: string; readonly data?: T; readonly meta?: unknown },
  ) {}
}

interface Extra {
  readonly message?: string;
  readonly meta?: unknown;
}

/** 200 with `data`. */
export function answer<T>(data: T, extra: Extra = {}): Answer<T> {
  return new Answer(200, { ...extra, data });
}

/** 202 with `data`: the work goes on. */
export function accepted<T>(data: T, extra: Extra = {}): Answer<T> {
  return new Answer(202, { ...extra, data });
}

/** 200 with a sentence and no data. */
export function done(message: string): Answer<never> {
  return new Answer(200, { message });
}
