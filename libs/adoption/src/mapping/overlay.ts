import { MappingError } from './mapping-error.js';

const FIELD = /^[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*)*$/;

/**
 * What is known, with what a mapping file says instead: groups within groups, names of fields, and lists of names, each of
 * them given as a list or as one name. Pure.
 * @param path where it stands in the file, for messages: `adopt.config.json:` is the whole of it
 * @param more further keys that may stand there, for messages
 * @throws MappingError naming the key and what would be right
 */
export function overlay<T extends object>(known: T, given: unknown, path: string, more: readonly string[] = []): T {
  const values = { ...known } as Record<string, unknown>;
  for (const [key, value] of Object.entries(objectAt(given, path))) {
    const at = path.endsWith(':') ? `${path} ${key}` : `${path}.${key}`;
    const before = Object.hasOwn(values, key) ? values[key] : undefined;
    if (before === undefined) {
      throw new MappingError(`${at} is not known; known are ${[...Object.keys(known), ...more].join(', ')}`);
    }
    if (Array.isArray(before)) values[key] = namesAt(value, at);
    else if (typeof before === 'object') values[key] = overlay(before as object, value, at);
    else values[key] = fieldAt(value, at, before);
  }
  return values as T;
}

/** @throws MappingError */
export function objectAt(value: unknown, path: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new MappingError(`${path.endsWith(':') ? `${path} it` : path} must be an object`);
}

function namesAt(value: unknown, path: string): string[] {
  const names: unknown[] = Array.isArray(value) ? value : [value];
  if (names.length > 0 && names.every((name): name is string => typeof name === 'string' && name !== '')) return names;
  throw new MappingError(`${path} must be a name, or a list of names`);
}

function fieldAt(value: unknown, path: string, usual: unknown): string {
  if (typeof value === 'string' && FIELD.test(value)) return value;
  throw new MappingError(`${path} must be the name of a field, such as ${JSON.stringify(usual)}`);
}
