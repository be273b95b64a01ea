/** JSON as the contract's page writes it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

interface Allowed {
  /** Fields, by path, that are there beyond the page: additions that do not disturb its readers. */
  readonly additions?: readonly string[];
  /** Fields, by path, that are null although the page's example shows a value. */
  readonly nulls?: readonly string[];
}

const DATE = /^\d{4}-\d\d-\d\d$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/**
 * Compares an answer with the JSON on the contract's page: the same keys, and values of the same kind. Instants must be
 * instants, dates dates; each element of a list must be like the page's first. What the page shows as null may be a
 * scalar; what it shows as "…" may be any text.
 * @returns what is otherwise, one line each
 */
export function differencesFrom(page: Json, answer: unknown, { additions = [], nulls = [] }: Allowed = {}): string[] {
  return compare(page, answer, 'data');

  function compare(expected: Json, actual: unknown, path: string): string[] {
    const bare = path.replace(/^data\.?/, '').replaceAll(/\[\d+\]/g, '[]');
    if (actual === null && (expected === null || nulls.includes(bare))) return [];
    if (expected === null) return isScalar(actual) ? [] : [`${path}: null or a scalar, not ${kind(actual)}`];
    if (Array.isArray(expected)) {
      if (!Array.isArray(actual)) return [`${path}: a list, not ${kind(actual)}`];
      const [first] = expected as readonly Json[];
      if (first === undefined) return [];
      return actual.flatMap((element, index) => compare(first, element, `${path}[${index}]`));
    }
    if (typeof expected === 'object') return compareObjects(expected as { [key: string]: Json }, actual, path, bare);
    if (typeof expected === 'string') return compareTexts(expected, actual, path);
    return typeof actual === typeof expected ? [] : [`${path}: ${typeof expected}, not ${kind(actual)}`];
  }

  function compareObjects(expected: { [key: string]: Json }, actual: unknown, path: string, bare: string): string[] {
    if (typeof actual !== 'object' || actual === null || Array.isArray(actual)) {
      return [`${path}: an object, not ${kind(actual)}`];
    }
    const values = actual as Record<string, unknown>;
    const inside = (key: string): string => (bare === '' ? key : `${bare}.${key}`);
    const missing = Object.keys(expected).filter((key) => !(key in values));
    const unknown = Object.keys(values).filter((key) => !(key in expected) && !additions.includes(inside(key)));
    return [
      ...missing.map((key) => `${path}.${key}: missing`),
      ...unknown.map((key) => `${path}.${key}: not on the page`),
      ...Object.entries(expected).flatMap(([key, value]) =>
        key in values ? compare(value, values[key], `${path}.${key}`) : [],
      ),
    ];
  }
}

function compareTexts(expected: string, actual: unknown, path: string): string[] {
  if (typeof actual !== 'string') return [`${path}: a text, not ${kind(actual)}`];
  if (INSTANT.test(expected) && !INSTANT.test(actual)) return [`${path}: an instant, not ${actual}`];
  if (DATE.test(expected) && !DATE.test(actual)) return [`${path}: a date, not ${actual}`];
  return [];
}

function isScalar(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function kind(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `${typeof value} ${JSON.stringify(value) ?? ''}`.slice(0, 80);
}
