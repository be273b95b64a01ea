import type { components } from '#lib/client';

export type Me = components['schemas']['MeDto'];
type SignedIn = components['schemas']['LoginDto'];

/** `resuming` until it is known whether the browser has a session; `ended` leaves the page and what was typed as it is. */
type SessionState = 'resuming' | 'none' | 'open' | 'ended';

const REFRESH = '/api/v1/auth/refresh';
/** Whether this browser was signed in: then, and only then, there may be a session to go on with. */
const MAY_HAVE_SESSION = 'console.signed-in';
const LOCK = 'console.refresh';

/** The session of this page. The access token lives in memory alone; what renews it is a cookie that no script can read. */
class Session {
  private current: SessionState = 'resuming';
  private accessToken: string | null = null;
  private renewing: Promise<boolean> | null = null;
  private readonly listeners = new Set<() => void>();

  get state(): SessionState {
    return this.current;
  }

  get token(): string | null {
    return this.accessToken;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly read = (): SessionState => this.current;

  /** Goes on with the session of an earlier page, if there is one. */
  async resume(): Promise<void> {
    if (localStorage.getItem(MAY_HAVE_SESSION) === null || !(await this.renew())) this.move('none', null);
  }

  begin({ accessToken }: SignedIn): void {
    localStorage.setItem(MAY_HAVE_SESSION, '1');
    this.move('open', accessToken);
  }

  /** The person leaves. */
  leave(): void {
    localStorage.removeItem(MAY_HAVE_SESSION);
    this.move('none', null);
  }

  /** The server says that it is over. */
  end(): void {
    if (this.current === 'open') this.move('ended', null);
  }

  /** A new access token. @returns false if the session is over */
  renew(): Promise<boolean> {
    this.renewing ??= this.askForToken().finally(() => (this.renewing = null));
    return this.renewing;
  }

  private async askForToken(): Promise<boolean> {
    // A refresh token works once: pages of one browser take turns, each with the cookie that the one before was given.
    const response = await inTurn(() => fetch(REFRESH, { method: 'POST' }));
    if (response.status >= 500 || response.status === 429) throw new TypeError(`no new token: ${response.status}`);
    if (!response.ok) return false;
    const { data } = (await response.json()) as { data: SignedIn };
    this.begin(data);
    return true;
  }

  private move(state: SessionState, token: string | null): void {
    this.accessToken = token;
    this.current = state;
    for (const listener of this.listeners) listener();
  }
}

export const session = new Session();

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  // Browsers have locks on https and on loopback only.
  return 'locks' in navigator ? navigator.locks.request(LOCK, work) : work();
}
