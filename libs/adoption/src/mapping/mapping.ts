import { ACTIVATION_SOURCE } from '#lib/adoption-state';
import { KNOWN_OLD_DAYS, readOldDaysMapping, type OldDaysMapping } from '../old-days/mapping.js';
import { MappingError } from './mapping-error.js';

/** Names that a platform's records may have otherwise than is usual. */
export interface Mapping {
  readonly users: {
    /** The hash of a password. */
    readonly password: string;
    readonly twoFAEnabled: string;
    /** Base32. */
    readonly twoFASecret: string;
  };
  readonly stakes: {
    /** The date from which `activatedAt` is filled. */
    readonly activatedAt: string;
  };
  /** How the old system wrote its days. */
  readonly oldDays: OldDaysMapping;
}

const USUAL_FIELDS: Omit<Mapping, 'oldDays'> = {
  users: { password: 'password', twoFAEnabled: 'twoFAEnabled', twoFASecret: 'twoFASecret' },
  stakes: { activatedAt: ACTIVATION_SOURCE },
};

const FIELD = /^[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*)*$/;

export const USUAL_MAPPING: Mapping = { ...USUAL_FIELDS, oldDays: KNOWN_OLD_DAYS };

/**
 * @param text the content of a mapping file, JSON: what it leaves out is as usual
 * @param file its name, for messages
 * @throws MappingError
 */
export function parseMapping(text: string, file: string): Mapping {
  const { oldDays, ...fields } = objectOf(readJson(text, file), file, '');
  return {
    ...(merged(USUAL_FIELDS, fields, file, '') as typeof USUAL_FIELDS),
    oldDays: readOldDaysMapping(oldDays, file),
  };
}

function readJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MappingError(`${file} is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

function merged(usual: object, given: unknown, file: string, path: string): object {
  const known = new Map<string, unknown>(Object.entries(usual));
  const result: Record<string, unknown> = { ...usual };
  for (const [key, value] of Object.entries(objectOf(given, file, path))) {
    const name = path === '' ? key : `${path}.${key}`;
    const standard = known.get(key);
    if (standard === undefined) {
      throw new MappingError(
        `${file}: ${name} is not known; known are ${[...known.keys(), ...(path === '' ? ['oldDays'] : [])].join(', ')}`,
      );
    }
    if (typeof standard === 'object' && standard !== null) result[key] = merged(standard, value, file, name);
    else if (typeof value === 'string' && FIELD.test(value)) result[key] = value;
    else throw new MappingError(`${file}: ${name} must be the name of a field, such as ${JSON.stringify(standard)}`);
  }
  return result;
}

function objectOf(given: unknown, file: string, path: string): Record<string, unknown> {
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return given as Record<string, unknown>;
  throw new MappingError(`${file}: ${path === '' ? 'it' : path} must be an object`);
}
