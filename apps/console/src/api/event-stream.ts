import { createParser } from 'eventsource-parser';
import { fetchInSession } from './api.js';

/** A ping comes every 15 s: after three that are missing, nobody is there. */
const SILENCE_MS = 45_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
const TRY_NOW = 'console:try-now';

export interface StreamListener {
  readonly onEvent: (topic: string, data: unknown) => void;
  /** @param live whether events arrive */
  readonly onState: (live: boolean) => void;
}

/**
 * Follows a stream of server-sent events, by `fetch`, because the token is a header. A stream that breaks off is opened
 * again where it was, at first soon, then more rarely.
 * @returns ends it
 */
export function followEvents(path: string, { onEvent, onState }: StreamListener): () => void {
  const ending = new AbortController();
  let lastId = '';
  let waitMs = FIRST_WAIT_MS;

  const readOnce = async (): Promise<void> => {
    const broken = new AbortController();
    const signal = AbortSignal.any([ending.signal, broken.signal]);
    const giveUp = (): void => broken.abort();
    let watch = setTimeout(giveUp, SILENCE_MS);
    try {
      const response = await fetchInSession(path, {
        headers: { accept: 'text/event-stream', ...(lastId === '' ? {} : { 'last-event-id': lastId }) },
        signal,
      });
      const parser = createParser({
        onEvent({ event, id, data }) {
          if (id !== undefined) lastId = id;
          onEvent(event ?? 'message', JSON.parse(data));
        },
      });
      onState(true);
      waitMs = FIRST_WAIT_MS;
      const words = new TextDecoder();
      for await (const part of partsOf(response)) {
        clearTimeout(watch);
        watch = setTimeout(giveUp, SILENCE_MS);
        parser.feed(words.decode(part, { stream: true }));
      }
    } finally {
      clearTimeout(watch);
    }
  };

  const follow = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      try {
        await readOnce();
      } catch {
        // Whatever broke it off, the next attempt says whether it still does.
      }
      if (ending.signal.aborted) return;
      onState(false);
      await pause(waitMs, ending.signal);
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
    }
  };
  void follow();
  return () => ending.abort();
}

/** Opens what has broken off at once, instead of when its time comes. */
export function tryStreamsNow(): void {
  window.dispatchEvent(new Event(TRY_NOW));
}

/** Ends early when somebody asks, when the network is there again, and when nobody follows any more. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = new AbortController();
    const end = (): void => {
      clearTimeout(timer);
      done.abort();
      resolve();
    };
    const timer = setTimeout(end, ms);
    window.addEventListener(TRY_NOW, end, { signal: done.signal });
    window.addEventListener('online', end, { signal: done.signal });
    signal.addEventListener('abort', end, { signal: done.signal });
  });
}

async function* partsOf({ body }: Response): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.releaseLock();
  }
}
