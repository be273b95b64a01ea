import type { FieldError } from './errors.js';

/** Deeper than any request of the contract; a bound, so that a hostile body cannot exhaust the stack. */
const MAX_DEPTH = 10;
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

export interface RawInputErrors {
  /** What makes the body unfit to be looked at any further. */
  readonly hostile: FieldError[];
  /** Where null stands. */
  readonly nulls: FieldError[];
}

/**
 * Looks at a body before anything is made of it, for keys that reach for an object's prototype, endless nesting, and
 * null, which has no meaning for any field of the contract.
 * @param mayBeNull fields of the outermost object for which null means: not there
 */
export function rawInputErrors(value: unknown, mayBeNull: ReadonlySet<string> = new Set()): RawInputErrors {
  const hostile: FieldError[] = [];
  const nulls: FieldError[] = [];
  visit(value, '', 0);
  return { hostile, nulls };

  function visit(inner: unknown, path: string, depth: number): void {
    if (depth > MAX_DEPTH) {
      hostile.push({ field: path, message: `is nested too deeply: at most ${MAX_DEPTH} levels` });
      return;
    }
    if (inner === null && !mayBeNull.has(path)) {
      nulls.push({ field: path, message: 'must not be null; leave it out instead', value: null });
    }
    if (typeof inner !== 'object' || inner === null) return;
    for (const [key, child] of Object.entries(inner)) {
      const childPath = path === '' ? key : `${path}.${key}`;
      if (FORBIDDEN_KEYS.has(key)) hostile.push({ field: childPath, message: 'is not a field of this request' });
      else visit(child, childPath, depth + 1);
    }
  }
}
