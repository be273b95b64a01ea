import type { Schema, Values } from './openapi.js';

/** A value that a field must not take, and why. */
interface BadValue {
  readonly why: string;
  readonly value: unknown;
}

/** Longer than any text of the contract, shorter than the longest body without a list. */
const LONG = 3_500;
const MAX_MONEY = 1_000_000_000;

/** Texts that a field must refuse for what it means; the document cannot tell. */
const BAD_TEXTS: Readonly<Record<string, readonly string[]>> = {
  scheduledFor: ['', 'NaN', 'noon', '24:00', '25:00', '9:00', '12:60', '2020-01-01T00:00:00Z', '2099-01-01T00:00:00Z'],
  email: ['', 'x', 'x@', '@x', 'a b@example.com', '{"$gt":""}'],
  password: [''],
  code: ['', '12345', '1234567', 'abcdef', '12 456'],
};

/** What a field must refuse. */
function badValuesFor(name: string, schema: Schema): BadValue[] {
  const texts = BAD_TEXTS[name] ?? [];
  return [...nobodys(), ...ownOf(schema), ...texts.map((value) => ({ why: `the text ${value}`, value }))];
}

/** Right for no field at all. */
function nobodys(): BadValue[] {
  return [
    { why: 'null', value: null },
    { why: 'an operator', value: { $gt: '' } },
    { why: 'an object', value: {} },
    { why: 'a list in a list', value: [['x']] },
  ];
}

function ownOf(schema: Schema): BadValue[] {
  if (schema.oneOf !== undefined) return amounts();
  switch (schema.type) {
    case 'string':
      return schema.format === 'date' ? [...notTexts(), ...dates()] : [...notTexts(), tooLong(schema)];
    case 'boolean':
      return ['true', 'false', '', 0, 1, ['x']].map((value) => ({ why: 'no boolean', value }));
    case 'integer':
      return integers(schema);
    case 'array':
      return lists(schema);
    default:
      throw new Error(`No bad values are known for ${JSON.stringify(schema)}`);
  }
}

/** Money and percentages: JSON numbers or numeric strings, 0 or more, at most 6 decimals. */
function amounts(): BadValue[] {
  const texts = [
    '',
    ' ',
    'abc',
    'NaN',
    'Infinity',
    '-1',
    '-0.000001',
    '0x10',
    '1,5',
    '1.0000001',
    '1 ',
    '1'.repeat(LONG),
  ];
  return [
    ...[-1, -0.000_001, 1e300, MAX_MONEY + 1, 0.000_000_1].map((value) => ({ why: `the number ${value}`, value })),
    ...texts.map((value) => ({ why: `the text ${JSON.stringify(value.slice(0, 20))}`, value })),
    { why: 'too much, as text', value: String(MAX_MONEY + 1) },
    { why: 'a boolean', value: true },
    { why: 'a list', value: [1] },
  ];
}

function notTexts(): BadValue[] {
  return [5, true, ['x']].map((value) => ({ why: `${JSON.stringify(value)}, which is no text`, value }));
}

function tooLong({ maxLength = LONG }: Schema): BadValue {
  return { why: 'too long', value: 'x'.repeat(maxLength + 1) };
}

function dates(): BadValue[] {
  const texts = ['', 'NaN', 'yesterday', '2025-02-30', '2025-13-01', '25-01-01', '2025-1-1', '2025-01-01T00:00:00Z'];
  return texts.map((value) => ({ why: `the text ${value}`, value }));
}

function integers({ minimum = 0, maximum = Number.MAX_SAFE_INTEGER }: Schema): BadValue[] {
  return [minimum - 1, maximum + 1, -1, 1.5, 1e300, '1', 'NaN', true].map((value) => ({ why: `${value}`, value }));
}

function lists({ maxItems = 1_000, items }: Schema): BadValue[] {
  const numbers = items?.type === 'integer' ? [[0], [1.5], ['1']] : [[5]];
  return [
    { why: 'a text', value: 'x' },
    { why: 'a number', value: 1 },
    { why: 'too many', value: Array.from({ length: maxItems + 1 }, (_, index) => ({ slotNumber: index + 1 })) },
    { why: 'a list of null', value: [null] },
    ...numbers.map((value) => ({ why: `the list ${JSON.stringify(value)}`, value })),
  ];
}

/** One bad value in a whole body. */
export interface BadBody {
  readonly why: string;
  readonly body: unknown;
  /** The field that must be named. */
  readonly field: string;
}

/**
 * Every body that is right but for one thing.
 * @param good a right body
 * @param withList what is to be otherwise in it where a list is looked at
 */
export function badBodies(schema: Schema, good: Values, withList: Values = {}, path = ''): BadBody[] {
  const at = (name: string): string => (path === '' ? name : `${path}.${name}`);
  const bodies: BadBody[] = [{ why: 'a field too many', body: { ...good, unheardOf: 1 }, field: at('unheardOf') }];
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (name === 'twoFACode') continue;
    for (const { why, value } of badValuesFor(name, property)) {
      bodies.push({ why: `${at(name)}: ${why}`, body: { ...good, [name]: value }, field: at(name) });
    }
    if (schema.required?.includes(name) === true) {
      // JSON leaves out what is undefined.
      bodies.push({ why: `${at(name)}: left out`, body: { ...good, [name]: undefined }, field: at(name) });
    }
    if (property.type === 'array' && property.items?.properties !== undefined) {
      const item = Object.fromEntries(
        Object.entries(property.items.properties).map(([inner, { example }]) => [inner, example]),
      );
      for (const inner of badBodies(property.items, item, {}, `${at(name)}.0`)) {
        bodies.push({ ...inner, body: { ...good, ...withList, [name]: [inner.body] } });
      }
    }
  }
  return bodies;
}

/** Raw bodies that are no JSON object. */
export const NO_OBJECTS = [
  '[]',
  '"text"',
  '5',
  'true',
  'null',
  '{',
  '{"a":NaN}',
  '[[[[[[[[[[[[[[]]]]]]]]]]]]]]',
  'undefined',
];

/** Raw bodies that reach for an object's prototype. */
export const HOSTILE = [
  '{"__proto__":{"role":"admin"}}',
  '{"constructor":{"prototype":{"role":"admin"}}}',
  `{"unheardOf":${'['.repeat(1_500)}${']'.repeat(1_500)}}`,
];

/** Values that a path parameter must refuse, by its name; the others: for any. */
const BAD_PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  date: ['yesterday', '2025-02-30', '2025-13-01', '2025-1-1', '20250101', '2025-01-01T00:00:00Z', '0000-00-00'],
  slotNumber: ['0', '101', '-1', '1.5', '1e1', '01', 'NaN', 'one'],
  id: ['1', 'x'.repeat(24), '0'.repeat(23), '0'.repeat(25)],
};
const BAD_ANYWHERE = ['$gt', '{"$gt":""}', ' ', '%', '../x', 'a\nb', 'x'.repeat(2_000), '\u0000', "' or 1=1"];

export function badParametersFor(name: string): readonly string[] {
  return [...(BAD_PARAMETERS[name] ?? []), ...BAD_ANYWHERE];
}

/** Query strings that a parameter of this schema must refuse. */
export function badQueriesFor(name: string, { enum: allowed, type, format }: Schema): string[] {
  const exact = allowed !== undefined || type === 'integer' || format === 'date';
  return [
    `${name}[$gt]=`,
    `${name}[]=x`,
    `${name}=x&${name}=y`,
    `${name}=${'x'.repeat(LONG)}`,
    ...(exact ? ['', 'NaN', '-1', 'null', '%24gt', '%00'].map((value) => `${name}=${value}`) : []),
  ];
}
