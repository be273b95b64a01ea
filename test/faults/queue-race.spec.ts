import { Types } from 'mongoose';
import { Credentials } from '#lib/auth';
import { aUser } from '../support/builders.js';
import { Platform } from '../support/platform.js';

const REQUESTS = 50;
const ADMIN = { email: 'ann@example.com', password: 'correct horse battery staple' };

describe('the same day, queued by many at once', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await Platform.start('queue-race', { TWO_FA_ENFORCED: 'false' });
    await platform.populate({ users: 10, stakes: 20 });
  });
  afterEach(() => platform.stop());

  const paidOnce = async (): Promise<void> => {
    const { distributions } = await platform.books();
    expect(distributions).toHaveLength(1);
    expect(await platform.connection.collection('declarations').countDocuments()).toBe(1);
    platform.worker();
    expect(await platform.completed()).toMatchObject([{ processedStakes: 20 }]);
    expect(await platform.problems()).toEqual([]);
  };

  it('in one process: one is accepted, all others are told that it is queued', async () => {
    const asked = await Promise.allSettled(Array.from({ length: REQUESTS }, () => platform.queue([{ ros: '1' }])));

    const codes = asked.map((answer) => (answer.status === 'fulfilled' ? 'accepted' : codeOf(answer.reason)));
    expect(codes.sort()).toEqual([...Array<string>(REQUESTS - 1).fill('ALREADY_QUEUED'), 'accepted']);
    await paidOnce();
  });

  it('over HTTP: one 200, all others 409', async () => {
    const { url, token } = await signedIn(platform.api());
    const queue = () => post(`${url}/admin/daily-declaration-returns/today/queue`, { rosPercentage: 1 }, token);
    const answers = await Promise.all(Array.from({ length: REQUESTS }, queue));

    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(REQUESTS - 1).fill(409)]);
    const refused = answers.filter(({ status }) => status === 409).map(({ body }) => codeOf(body['error']));
    expect(new Set(refused)).toEqual(new Set(['ALREADY_QUEUED']));
    await paidOnce();
  });

  it('by an API that dies between the commit and the queue: the keeper adds the job, the slot is paid', async () => {
    const api = platform.api({ crashAt: 'queue.committed' });
    const { url, token } = await signedIn(api);
    const path = `${url}/admin/daily-declaration-returns/today/queue`;
    await expect(post(path, { rosPercentage: 1 }, token)).rejects.toThrow('fetch failed');
    await api.crashed();
    expect(await platform.slot(1)).toMatchObject({ status: 'PENDING', revision: 0 });

    await paidOnce();
  });

  async function signedIn(api: ReturnType<Platform['api']>): Promise<{ url: string; token: string }> {
    const admin = aUser({ _id: new Types.ObjectId(), email: ADMIN.email, username: 'ann', role: 'admin' });
    await platform.insert('users', [admin]);
    await platform.get(Credentials).create(null, { userId: admin._id, password: ADMIN.password });
    const url = `http://127.0.0.1:${await api.ready()}/api/v1`;
    const { body } = await post(`${url}/auth/login`, ADMIN);
    return { url, token: String((body['data'] as Record<string, unknown>)['accessToken']) };
  }
});

async function post(
  url: string,
  body: object,
  token?: string,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown }).code);
}
