import { setTimeout as pause } from 'node:timers/promises';
import { generate } from 'otplib';

const PREFIX = '/api/v1';
const STEP_SECONDS = 30;

/** The API answered something else than success. */
export class ApiError extends Error {
  readonly code = 'API_ANSWER';
  constructor(
    readonly status: number,
    readonly body: unknown,
    request: string,
  ) {
    super(`${request} was answered ${status}: ${JSON.stringify(body)}`);
  }
}

interface Envelope<T> {
  readonly success: boolean;
  readonly message?: string;
  readonly data: T;
}

/** A client of the API over HTTP, as the web apps are. */
export class ApiClient {
  private token = '';
  private lastStep = 0;

  constructor(
    readonly url: string,
    private readonly totpSecret?: string,
  ) {}

  async signIn(email: string, password: string): Promise<void> {
    const { data } = await this.send<{ accessToken: string }>('POST', '/auth/login', { email, password });
    this.token = data.accessToken;
  }

  get authorization(): string {
    return `Bearer ${this.token}`;
  }

  async get<T>(path: string): Promise<T> {
    return (await this.send<T>('GET', path)).data;
  }

  /** Sends a change with a fresh 2FA code. A code works once, so the fourth change within 30 seconds waits. */
  async change<T>(method: 'POST' | 'PATCH' | 'DELETE', path: string, body: Record<string, unknown>): Promise<T> {
    return (await this.send<T>(method, path, { ...body, twoFACode: await this.nextCode() })).data;
  }

  /** The next code that was not used; one step of drift either way is allowed. */
  private async nextCode(): Promise<string> {
    if (this.totpSecret === undefined) throw new Error('this client has no TOTP secret');
    const now = Math.floor(Date.now() / 1_000 / STEP_SECONDS);
    const step = Math.max(now - 1, this.lastStep + 1);
    // Never the last possible moment of a step: clocks of one machine, but a request takes its time.
    while (Date.now() / 1_000 / STEP_SECONDS < step - 1) await pause(200);
    this.lastStep = step;
    return generate({ secret: this.totpSecret, epoch: step * STEP_SECONDS });
  }

  private async send<T>(method: string, path: string, body?: unknown): Promise<Envelope<T>> {
    const response = await fetch(`${this.url}${PREFIX}${path}`, {
      method,
      headers: {
        ...(this.token === '' ? {} : { authorization: this.authorization }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as Envelope<T>;
    if (!response.ok) throw new ApiError(response.status, answer, `${method} ${path}`);
    return answer;
  }
}
