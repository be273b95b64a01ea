import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { ApiHarness, testEnvironment, type HttpAnswer } from '../../support/api-harness.js';

/** A refusal may hold up everybody else for so long at most. */
const EVENT_LOOP_MS = 50;
const ANSWER_BYTES = 10_000;
/** Just under what the parser reads at all. */
const BYTES = 97_000;
/** The machine may be busy with something else once or twice. */
const TRIES = 4;

interface Route {
  readonly method: string;
  readonly path: string;
}

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly allOf?: readonly Schema[];
}

interface Operation {
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

let api: ApiHarness;
let token: string;
let document: Document;
beforeAll(async () => {
  api = await ApiHarness.start(testEnvironment({ TWO_FA_ENFORCED: 'false' }));
  token = await api.signIn(await api.person({ role: 'admin', twoFA: false }));
  document = JSON.parse((await api.call('GET', '//docs-json')).text) as Document;
});
afterAll(() => api.stop());

function routes(): Route[] {
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations)
      .filter((verb) => verb !== 'get')
      .map((verb) => ({
        method: verb.toUpperCase(),
        path: path.replace(/\{(\w+)\}/g, (_, name: string) => valueOf(name)),
      })),
  );
}

function valueOf(name: string): string {
  if (name === 'date') return '2026-02-12';
  return name === 'slotNumber' ? '1' : '0'.repeat(24);
}

/** Every name that a field of any body has. */
function fieldNames(): string[] {
  const schemas = Object.entries(document.components.schemas).filter(([name]) => name.endsWith('Body'));
  return [...new Set(schemas.flatMap(([, { properties = {} }]) => Object.keys(properties)))];
}

function repeated(part: (index: number) => string, separator = ','): string {
  const parts: string[] = [];
  for (let bytes = 0, index = 0; bytes < BYTES; index += 1) {
    parts.push(part(index));
    bytes += (parts.at(-1)?.length ?? 0) + separator.length;
  }
  parts.pop();
  return parts.join(separator);
}

const DEPTH = BYTES / 2;

/** Bodies of 100 kB, each made to cost somebody something. */
function shapes(): readonly (readonly [string, string])[] {
  const nulls = `[${repeated(() => 'null')}]`;
  return [
    ['unknown fields', `{${repeated((index) => `"f${index}":${index}`)}}`],
    ['unknown fields that are null', `{${repeated((index) => `"f${index}":null`)}}`],
    [
      'unknown fields and a list of nulls',
      `{"email":[${'null,'.repeat(9_999)}null],${repeated((i) => `"f${i}":1`)
        .slice(0, 46_000)
        .replace(/,[^,]*$/, '')}}`,
    ],
    [
      'a list of nulls in each field',
      `{${fieldNames()
        .slice(0, 1)
        .map((name) => `"${name}":${nulls}`)
        .join(',')}}`,
    ],
    ['a list of nulls as slots', `{"distributionSlots":${nulls}}`],
    ['a list of empty slots', `{"distributionSlots":[${repeated(() => '{}')}]}`],
    ['a list of slots of unknown fields', `{"distributionSlots":[${repeated((index) => `{"x${index}":1}`)}]}`],
    ['a list that is deep', `{"distributionSlots":${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}}`],
    ['objects that are deep', `${'{"a":'.repeat(BYTES / 6)}1${'}'.repeat(BYTES / 6)}`],
    ['a list at the top', nulls],
    ['one long name', `{"${'n'.repeat(BYTES)}":1}`],
    ['long names of control characters', `{${repeated((index) => `"${'\\u0001'.repeat(150)}${index}":1`)}}`],
    [
      'long texts',
      `{${fieldNames()
        .map((name) => `"${name}":"${'1'.repeat(Math.floor(BYTES / 40))}"`)
        .join(',')}}`,
    ],
    ['one long number', `{"rosPercentage":${'1'.repeat(BYTES)}}`],
    ['one long number as text', `{"rosPercentage":"${'1'.repeat(BYTES)}"}`],
    ['one long address', `{"email":"${'a@'.repeat(BYTES / 2)}","password":"x"}`],
    ['prototypes', `{${repeated(() => '"__proto__":{"a":1}')}}`],
  ];
}

const NS_PER_MS = 1e6;

/** What this thread has computed so far: where the system tells it, without the time that others had the processor. */
function workedMs(): number {
  try {
    return Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ')[0]) / NS_PER_MS;
  } catch {
    return performance.eventLoopUtilization().active;
  }
}

/** Sends it some times. @returns the answer, and the event loop's work in the cheapest of them */
async function cost(route: Route, body: string): Promise<{ answer: HttpAnswer; ms: number }> {
  let best = Infinity;
  for (let left = TRIES; ; left -= 1) {
    const before = workedMs();
    const answer = await api.call(route.method, `/${route.path}`, { token, body });
    best = Math.min(best, workedMs() - before);
    if (best < EVENT_LOOP_MS || left === 1) return { answer, ms: best };
  }
}

it('a hostile body of 100 kB costs nobody else anything, on every route that takes one', async () => {
  const complaints: string[] = [];
  for (const route of routes()) {
    for (const [what, body] of shapes()) {
      const { answer, ms } = await cost(route, body);
      const bytes = Buffer.byteLength(answer.text);
      const refused = answer.status >= 400 && answer.status < 500 && answer.body.success === false;
      if (!refused || ms >= EVENT_LOOP_MS || bytes > ANSWER_BYTES) {
        complaints.push(
          `${route.method} ${route.path}, ${what}: ${answer.status}, ${Math.round(ms)} ms, ${bytes} bytes`,
        );
      }
    }
  }
  expect(routes().length).toBeGreaterThan(15);
  expect(complaints).toEqual([]);
});

it('of what is within the size everything stays bounded too', async () => {
  const bodies = [
    `{${Array.from({ length: 300 }, (_, index) => `"f${index}":1`).join(',')}}`,
    `{"email":[${'null,'.repeat(700)}null]}`,
    `{${Array.from({ length: 20 }, (_, index) => `"${'\\u0001'.repeat(30)}${index}":null`).join(',')}}`,
  ];
  for (const body of bodies) {
    const { status, text, body: answer } = await api.call('POST', '/auth/login', { body });
    expect(status).toBe(400);
    expect(answer.error?.details?.length).toBeLessThanOrEqual(20);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(ANSWER_BYTES);
  }
});

it('a route without lists takes 4 kB, one with lists 100 kB', async () => {
  const spaces = ' '.repeat(5_000);
  const login = await api.call('POST', '/auth/login', { body: `{"email":"a@example.com",${spaces}"password":"x"}` });
  expect([login.status, login.body.error?.code, login.body.message]).toEqual([
    413,
    'PAYLOAD_TOO_LARGE',
    'The body is too large: at most 4 kB.',
  ]);
  const preview = await api.call('POST', '/admin/daily-declaration-returns/today/preview', {
    token,
    body: `{"rosPercentage":1,${spaces}"premiumPoolAmount":0}`,
  });
  expect(preview.status).toBe(200);
});
