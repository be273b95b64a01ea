import { ApiFailure, createApiClient, type ApiClient } from '#lib/client';
import type { Caller } from './caller.js';
import { eventsIn, type StreamEvent } from './event-stream.js';
import { differencesFrom, type Json } from './shape.js';

type Call = () => Promise<{ data?: unknown; response: Response }>;
type Allowed = Parameters<typeof differencesFrom>[2];

/**
 * A row of the contract: what its page says, the call, and its answer. Of success that is fields of the body, the status
 * unless it is 200 and, where the page shows it, the JSON of the data; of a refusal it is status and code.
 */
type Row = readonly [says: string, call: Call, answered: object | string, shown?: Json, allowed?: Allowed];

/** Makes the calls one after the other, each when the one before was answered as its row says. */
export async function walk(...rows: readonly Row[]): Promise<void> {
  for (const [says, call, answered, shown, allowed] of rows) {
    const got = await answerOf(call);
    const expected = typeof answered === 'string' ? answered : { status: 200, ...answered };
    expect({ [says]: got }).toMatchObject({ [says]: expected });
    if (shown === undefined) continue;
    expect([says, ...differencesFrom(shown, (got as { data?: unknown }).data, allowed)]).toEqual([says]);
  }
}

/** Status and body of a success (`text` of what is no JSON), status and code of a refusal as `409 ALREADY_DECLARED`. */
export async function answerOf(call: Call): Promise<unknown> {
  try {
    const { data, response } = await call();
    return { status: response.status, ...(typeof data === 'object' ? data : { text: data }) };
  } catch (error) {
    if (error instanceof ApiFailure) return `${error.status} ${error.code}`;
    throw error;
  }
}

/** The `data` of a success. */
export async function dataOf<B extends { data: unknown }>(call: Promise<{ data?: B }>): Promise<B['data']> {
  const { data } = await call;
  if (data === undefined) throw new Error('an answer without a body');
  return data.data;
}

/** The typed client of the whole contract. @param onSuccess is told each route as the document names it */
export function typedClient(
  { url, token }: Pick<Caller, 'url' | 'token'>,
  onSuccess: (route: string) => void,
): ApiClient {
  const client = createApiClient({ baseUrl: url, token: () => token ?? null });
  client.use({
    onResponse: ({ request, schemaPath, response }) => {
      if (response.ok) onSuccess(`${request.method} ${schemaPath}`);
    },
  });
  return client;
}

/** What a stream has told so far, and goes on to tell until its request is aborted. */
export function eventsOf({ data: stream }: { data?: unknown }): readonly StreamEvent[] {
  const events: StreamEvent[] = [];
  const read = async (): Promise<void> => {
    for await (const event of eventsIn(stream as ReadableStream<BufferSource>)) events.push(event);
  };
  read().catch(() => undefined);
  return events;
}
