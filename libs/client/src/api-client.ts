import createClient, { type Client, type Middleware } from 'openapi-fetch';
import { failureOf } from './api-failure.js';
import type { paths } from './api-types.js';

/** How a client reaches the API. */
export interface ClientOptions {
  /** Where the API is, e.g. `http://127.0.0.1:3000`; in a browser the page's own origin. */
  readonly baseUrl: string;
  /** The access token of a request; null for none. */
  readonly token: () => string | null;
  /** Sends a request; by default the platform's `fetch`. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

export type ApiClient = Client<paths>;

/**
 * A client of the whole REST contract, typed by its OpenAPI document. Every call that is not answered with success throws:
 * @throws ApiFailure with what the API said
 * @throws ApiAwayError if nothing answered, or not the API
 */
export function createApiClient({ baseUrl, token, fetch }: ClientOptions): ApiClient {
  const client = createClient<paths>({ baseUrl, ...(fetch === undefined ? {} : { fetch }) });
  client.use(authorization(token), failuresThrown);
  return client;
}

function authorization(token: () => string | null): Middleware {
  return {
    onRequest({ request }) {
      const value = token();
      if (value !== null && !request.headers.has('authorization'))
        request.headers.set('authorization', `Bearer ${value}`);
      return request;
    },
  };
}

const failuresThrown: Middleware = {
  async onResponse({ response }) {
    if (!response.ok) throw await failureOf(response);
    return undefined;
  },
  onError({ error }) {
    return error instanceof Error && error.name === 'AbortError' ? error : new ApiAwayError(error);
  },
};

/** Nothing answered: the request may or may not have arrived. */
export class ApiAwayError extends Error {
  constructor(cause: unknown) {
    super('The API does not answer.', { cause });
  }
}
