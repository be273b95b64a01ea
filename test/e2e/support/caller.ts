import { DEADLINE_MS } from '../../support/until.js';

const PREFIX = '/api/v1';

/** The envelope of every answer, loosely typed: tests look at single fields. */
export interface ApiBody {
  readonly success?: boolean;
  readonly message?: string;
  readonly data?: Record<string, unknown>;
  readonly meta?: Record<string, unknown>;
  readonly error?: { readonly code: string; readonly details?: readonly { readonly field: string }[] };
  readonly requestId?: string;
}

/** An answer as it came over HTTP. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed JSON, or `{}`. */
  readonly body: ApiBody;
  readonly text: string;
}

/** Who calls the API over HTTP: somebody who is signed in, or nobody. */
export class Caller {
  constructor(
    readonly url: string,
    readonly token?: string,
  ) {}

  get(path: string): Promise<ApiAnswer> {
    return this.send('GET', path);
  }

  post(path: string, body: object = {}, headers: Readonly<Record<string, string>> = {}): Promise<ApiAnswer> {
    return this.send('POST', path, body, headers);
  }

  /**
   * @param path under /api/v1, or from the root when it begins with `//`
   * @param body sent as JSON; a string is sent as it is
   */
  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<ApiAnswer> {
    const response = await fetch(`${this.url}${path.startsWith('//') ? path.slice(1) : PREFIX + path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      redirect: 'manual',
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parsed(text), text };
  }
}

function parsed(text: string): ApiBody {
  try {
    return JSON.parse(text) as ApiBody;
  } catch {
    return {};
  }
}
