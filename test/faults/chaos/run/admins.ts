import { generate } from 'otplib';
import { mongo } from 'mongoose';
import { DEADLINE_MS, until } from '../../../support/until.js';
import type { AdminAction, AdminRequest } from '../plan/round.js';
import type { SignIns } from './surroundings.js';
import type { Answered } from './trail.js';

const STEP_SECONDS = 30;
const DAY = '/admin/daily-declaration-returns';
const BARE_EMAIL = 'second-admin@example.com';

interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body: Record<string, unknown>;
}

/** The admins of a round: one who confirms with codes, one who needs none. */
export class Admins {
  private coded = '';
  private bare = '';
  private lastStep = 0;

  constructor(
    private readonly signIns: SignIns,
    private readonly codes: number,
  ) {}

  /** Writes them beside the users. */
  async write(db: mongo.Db): Promise<void> {
    const { user, credential } = this.signIns;
    const bareId = new mongo.ObjectId();
    const withoutTotp = Object.fromEntries(Object.entries(credential).filter(([field]) => field !== 'totp'));
    await db.collection('users').insertMany([
      { ...user, rank: 'Stakeholder' },
      { ...user, _id: bareId, email: BARE_EMAIL, username: 'second-admin', rank: 'Stakeholder' },
    ]);
    await db
      .collection('credentials')
      .insertMany([credential, { ...withoutTotp, _id: new mongo.ObjectId(), userId: bareId }]);
  }

  async signIn(url: string): Promise<void> {
    this.coded = await this.tokenOf(url, this.signIns.email);
    this.bare = await this.tokenOf(url, BARE_EMAIL);
  }

  /** Sends a request. Never throws: no answer is status 0. */
  async send(url: string, request: AdminRequest, date: string): Promise<Answered> {
    const { method, path, body } = toHttp(request.action, date);
    const code = request.withCode && method !== 'GET' ? await this.code() : null;
    const from = Date.now();
    const answer = await fetchAnswer(`${url}/api/v1${path}`, {
      method,
      token: code === null ? this.bare : this.coded,
      body: method === 'GET' ? undefined : { ...body, ...(code === null ? {} : { twoFACode: code }) },
    });
    return {
      ...answer,
      name: request.action.name,
      what: `${method} ${path} ${JSON.stringify(body)}`,
      api: request.api,
      from,
      to: Date.now(),
    };
  }

  async get(url: string, path: string): Promise<Record<string, unknown>> {
    const { status, body } = await fetchAnswer(`${url}/api/v1${path}`, { method: 'GET', token: this.bare });
    if (status !== 200) throw new Error(`GET ${path} was answered ${status}: ${JSON.stringify(body)}`);
    return (body as { data: Record<string, unknown> }).data;
  }

  /** A change by the admin who needs no code. */
  async post(url: string, path: string, body: Record<string, unknown>): ReturnType<typeof fetchAnswer> {
    return fetchAnswer(`${url}/api/v1${path}`, { method: 'POST', token: this.bare, body });
  }

  private async tokenOf(url: string, email: string): Promise<string> {
    return until(`${email} signed in`, async () => {
      const { status, body } = await fetchAnswer(`${url}/api/v1/auth/login`, {
        method: 'POST',
        body: { email, password: this.signIns.password },
      });
      if (status !== 200) throw new Error(`the sign-in was answered ${status}: ${JSON.stringify(body)}`);
      return (body as { data: { accessToken: string } }).data.accessToken;
    });
  }

  /** A code that was not used; null when there is none now. */
  private async code(): Promise<string | null> {
    const now = Math.floor(Date.now() / 1_000 / STEP_SECONDS);
    const step = Math.max(now, this.lastStep + 1);
    if (step > now + this.codes - 1) return null;
    this.lastStep = step;
    return generate({ secret: this.signIns.totpSecret, epoch: step * STEP_SECONDS });
  }
}

function toHttp(action: AdminAction, date: string): HttpRequest {
  const post = (path: string, body: Record<string, unknown> = {}): HttpRequest => ({ method: 'POST', path, body });
  const inTime = (inMs: number) => ({ scheduledFor: new Date(Date.now() + inMs).toISOString() });
  switch (action.name) {
    case 'pause':
    case 'resume':
      return post(`/admin/cron/${action.name}`);
    case 'compensate':
      return post(`${DAY}/${date}/compensate`);
    case 'delete':
      return { method: 'DELETE', path: `${DAY}/${date}`, body: {} };
    case 'cancel-all':
      return { method: 'DELETE', path: `${DAY}/today/queue`, body: {} };
    case 'cancel':
      return { method: 'DELETE', path: `${DAY}/today/queue/${action.slotNumber}`, body: {} };
    case 'retry':
      return post(`${DAY}/${date}/slots/${action.slotNumber}/retry`);
    case 'change': {
      const { ros, premium, inMs } = action;
      const body = { ...amounts({ ros, premium }), ...(inMs === undefined ? {} : inTime(inMs)) };
      return { method: 'PATCH', path: `${DAY}/today/queue/${action.slotNumber}`, body };
    }
    case 'queue':
      return post(`${DAY}/today/queue`, {
        multiSlotEnabled: true,
        ...amounts({ premium: action.premium, performance: action.performance }),
        distributionSlots: action.slots.map(({ slotNumber, inMs, ...values }) => ({
          slotNumber,
          ...amounts(values),
          ...inTime(inMs),
        })),
      });
    case 'queue-single':
      return post(`${DAY}/today/queue`, { ...amounts(action), ...inTime(500) });
    case 'distribute':
      return post(`${DAY}/${date}/distribute`, { distributeROS: action.ros, distributePools: action.pools });
    case 'declare':
      return post(`${DAY}/declare`, {
        date,
        ...NOTHING,
        ...amounts(action),
        autoDistributeROS: action.autoRos,
        autoDistributePools: action.autoPools,
      });
    case 'patch':
      return { method: 'PATCH', path: `${DAY}/${date}`, body: amounts(action) };
    case 'pool':
      return post('/admin/pool/declare', { ...NO_POOLS, ...amounts(action), autoDistribute: action.auto });
    case 'look':
      return { method: 'GET', path: LOOKS[action.at](date), body: {} };
  }
}

const LOOKS = {
  status: () => `${DAY}/today/status`,
  cron: () => '/admin/cron/status',
  reconciliation: (date: string) => `${DAY}/${date}/reconciliation`,
  declared: () => `${DAY}/declared`,
  alerts: () => '/admin/alerts',
} as const;

const NO_POOLS = { premiumPoolAmount: '0', performancePoolAmount: '0' };
const NOTHING = { ...NO_POOLS, rosPercentage: '0' };

function amounts({
  ros,
  premium,
  performance,
}: {
  ros?: string | undefined;
  premium?: string | undefined;
  performance?: string | undefined;
}): Record<string, string> {
  const given = { rosPercentage: ros, premiumPoolAmount: premium, performancePoolAmount: performance };
  return Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''),
  );
}

async function fetchAnswer(
  url: string,
  { method, token, body }: { method: string; token?: string; body?: unknown },
): Promise<Pick<Answered, 'status' | 'code' | 'message' | 'body'>> {
  try {
    const response = await fetch(url, {
      method,
      headers: {
        connection: 'close',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    const parsed = (await response.json()) as { message?: string; error?: { code?: string } };
    const { message = '', error } = parsed;
    return { status: response.status, code: error?.code ?? null, message, body: parsed };
  } catch (error) {
    const { message, cause } = error as Error;
    return { status: 0, code: null, message: `${message} ${(cause as Error | undefined)?.message ?? ''}`, body: null };
  }
}
