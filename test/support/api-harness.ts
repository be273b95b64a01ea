import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { Type } from '@nestjs/common';
import { getConnectionToken } from '@nestjs/mongoose';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Types, type Connection } from 'mongoose';
import { generate } from 'otplib';
import { newTotpSecret } from '#lib/auth';
import { COLLECTIONS } from '#lib/database';
import { createApi } from '../../apps/api/src/bootstrap.js';
import { writeCredential } from './write-credential.js';

/** An answer as it came over HTTP. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed JSON, or `{}`. */
  readonly body: ApiBody;
  readonly text: string;
}

/** The envelope of every answer, loosely typed: tests look at single fields. */
export interface ApiBody {
  readonly success?: boolean;
  readonly message?: string;
  readonly data?: Record<string, unknown>;
  readonly meta?: Record<string, unknown>;
  readonly error?: { code: string; details?: { field: string; message: string; value?: unknown }[] };
  readonly requestId?: string;
}

export interface Person {
  readonly id: Types.ObjectId;
  readonly email: string;
  readonly password: string;
  readonly totpSecret: string;
}

const PASSWORD = 'correct horse battery staple';

/** Variables of one test file: a database and a key prefix of its own on the servers of the whole run. */
export function testEnvironment(extra: Record<string, string> = {}): Record<string, string> {
  const name = `t_${randomBytes(6).toString('hex')}`;
  const uri = new URL(process.env['MONGODB_URI'] ?? 'mongodb://127.0.0.1:27017/?replicaSet=rs0');
  uri.pathname = `/${name}`;
  return {
    MONGODB_URI: uri.href,
    QUEUE_PREFIX: name,
    JWT_SECRET: 'test-jwt-secret-of-at-least-32-characters',
    SECRETS_KEY: 'test-secrets-key-of-at-least-32-characters',
    LOG_LEVEL: 'silent',
    PORT: '0',
    SIGN_IN_LIMIT_PER_MINUTE: '100000',
    RATE_LIMIT_PER_MINUTE: '100000',
    ...extra,
  };
}

/** The API in this process on a free port, with what tests do to it. */
export class ApiHarness {
  private constructor(
    readonly app: NestExpressApplication,
    readonly url: string,
    readonly environment: Record<string, string>,
  ) {}

  /**
   * @param environment see `testEnvironment`; two harnesses with the same one share database and Redis keys
   * @param root see `createApi`
   */
  static async start(environment: Record<string, string> = testEnvironment(), root?: Type): Promise<ApiHarness> {
    const before = { ...process.env };
    Object.assign(process.env, environment);
    try {
      const app = await createApi(root);
      await app.listen(0, '127.0.0.1');
      const { port } = app.getHttpServer().address() as AddressInfo;
      return new ApiHarness(app, `http://127.0.0.1:${port}`, environment);
    } finally {
      process.env = before;
    }
  }

  get connection(): Connection {
    return this.app.get<Connection>(getConnectionToken());
  }

  async stop({ keepData = false } = {}): Promise<void> {
    if (!keepData) await this.connection.dropDatabase();
    await this.app.close();
  }

  /**
   * @param path under /api/v1, or from the root when it begins with `//`
   * @param body sent as JSON; a string is sent as it is
   */
  async call(
    method: string,
    path: string,
    { token, body, headers = {} }: { token?: string; body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<HttpAnswer> {
    const url = path.startsWith('//') ? `${this.url}${path.slice(1)}` : `${this.url}/api/v1${path}`;
    const response = await fetch(url, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parsed(text), text };
  }

  /** Makes a person with a password and, unless told otherwise, with 2FA. */
  async person({
    role = 'user',
    isActive = true,
    twoFA = true,
  }: { role?: string; isActive?: boolean; twoFA?: boolean } = {}): Promise<Person> {
    const id = new Types.ObjectId();
    const person = { id, email: `${id.toHexString()}@example.com`, password: PASSWORD, totpSecret: newTotpSecret() };
    await this.connection.collection(COLLECTIONS.users).insertOne({
      _id: id,
      email: person.email,
      username: `user-${id.toHexString()}`,
      role,
      rank: 'Stakeholder',
      isActive,
    });
    await writeCredential(this.app, {
      userId: id,
      password: PASSWORD,
      ...(twoFA ? { totpSecret: person.totpSecret } : {}),
    });
    return person;
  }

  /** @returns an access token */
  async signIn({ email, password }: Person): Promise<string> {
    const { body } = await this.call('POST', '/auth/login', { body: { email, password } });
    return String(body.data?.['accessToken']);
  }

  /** A code that works: forgets the ones that were used, so that tests need not wait half a minute for the next. */
  async code({ id, totpSecret }: Person): Promise<string> {
    const credentials = this.connection.collection(COLLECTIONS.credentials);
    await credentials.updateOne({ userId: id }, { $set: { 'totp.lastStep': 0 } });
    return codeAt(totpSecret);
  }
}

/** The code that an authenticator app shows, now or some seconds from now. */
export function codeAt(totpSecret: string, inSeconds = 0): Promise<string> {
  return generate({ secret: totpSecret, epoch: Math.floor(Date.now() / 1000) + inSeconds });
}

/** A code that is none of the three that would be accepted now. */
export async function wrongCode(totpSecret: string): Promise<string> {
  const right = await Promise.all([-60, -30, 0, 30, 60].map((seconds) => codeAt(totpSecret, seconds)));
  let candidate = 0;
  while (right.includes(String(candidate).padStart(6, '0'))) candidate += 1;
  return String(candidate).padStart(6, '0');
}

function parsed(text: string): ApiBody {
  try {
    return JSON.parse(text) as ApiBody;
  } catch {
    return {};
  }
}
