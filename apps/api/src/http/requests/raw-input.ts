import { MAX_PROBLEMS, type FieldError } from '../answers/errors.js';

/** Deeper than any request of the contract; a bound, so that a hostile body cannot exhaust the stack. */
const MAX_DEPTH = 10;
/** A queue of 100 slots with every field takes some 720. */
const MAX_VALUES = 1_000;
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

export interface RawInputErrors {
  /** What makes the body unfit to be looked at any further. */
  readonly hostile: FieldError[];
  /** Where null stands. */
  readonly nulls: FieldError[];
}

interface Visited {
  readonly value: unknown;
  readonly path: string;
  readonly depth: number;
}

/**
 * Looks at a body before anything is made of it, for more values than any request holds, keys that reach for an
 * object's prototype, endless nesting, and null, which has no meaning for any field of the contract. The work is
 * bounded: it ends at the first value too many.
 * @param mayBeNull fields of the outermost object for which null means: not there
 */
export function rawInputErrors(value: unknown, mayBeNull: ReadonlySet<string> = new Set()): RawInputErrors {
  const hostile: FieldError[] = [];
  const nulls: FieldError[] = [];
  const waiting: Visited[] = [{ value, path: '', depth: 0 }];
  let seen = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value: inner, path, depth } = next;
    if (inner === null && !mayBeNull.has(path)) {
      nulls.push({ field: path, message: 'must not be null; leave it out instead', value: null });
    }
    if (typeof inner !== 'object' || inner === null) continue;
    seen += childCount(inner);
    if (seen > MAX_VALUES) {
      return { hostile: [{ field: path === '' ? 'body' : path, message: tooMany() }], nulls: [] };
    }
    // Pushed in reverse, so that mistakes are told in the order in which they were sent.
    for (const [key, child] of Object.entries(inner).reverse()) {
      const childPath = path === '' ? key : `${path}.${key}`;
      if (FORBIDDEN_KEYS.has(key)) hostile.push({ field: childPath, message: 'is not a field of this request' });
      else if (depth === MAX_DEPTH) {
        hostile.push({ field: childPath, message: `is nested too deeply: at most ${MAX_DEPTH} levels` });
      } else waiting.push({ value: child, path: childPath, depth: depth + 1 });
      if (hostile.length >= MAX_PROBLEMS) return { hostile, nulls };
    }
  }
  return { hostile, nulls };
}

function childCount(value: object): number {
  return Array.isArray(value) ? value.length : Object.keys(value).length;
}

function tooMany(): string {
  return `holds too many values: a request has at most ${MAX_VALUES}`;
}
