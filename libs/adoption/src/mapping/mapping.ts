import { ACTIVATION_SOURCE } from '#lib/adoption-state';

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
}

export const USUAL_MAPPING: Mapping = {
  users: { password: 'password', twoFAEnabled: 'twoFAEnabled', twoFASecret: 'twoFASecret' },
  stakes: { activatedAt: ACTIVATION_SOURCE },
};

/** The mapping file is not right; `message` names the key and what is known. */
export class MappingError extends Error {
  readonly code = 'INVALID_MAPPING';
}

const FIELD = /^[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*)*$/;

/**
 * @param text the content of a mapping file, JSON: what it leaves out is as usual
 * @param file its name, for messages
 * @throws MappingError
 */
export function parseMapping(text: string, file: string): Mapping {
  return merged(USUAL_MAPPING, readJson(text, file), file, '') as Mapping;
}

function readJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MappingError(`${file} is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

function merged(usual: object, given: unknown, file: string, path: string): object {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new MappingError(`${file}: ${path === '' ? 'it' : path} must be an object`);
  }
  const known = new Map<string, unknown>(Object.entries(usual));
  const result: Record<string, unknown> = { ...usual };
  for (const [key, value] of Object.entries(given)) {
    const name = path === '' ? key : `${path}.${key}`;
    const standard = known.get(key);
    if (standard === undefined) {
      throw new MappingError(`${file}: ${name} is not known; known are ${[...known.keys()].join(', ')}`);
    }
    if (typeof standard === 'object' && standard !== null) result[key] = merged(standard, value, file, name);
    else if (typeof value === 'string' && FIELD.test(value)) result[key] = value;
    else throw new MappingError(`${file}: ${name} must be the name of a field, such as ${JSON.stringify(standard)}`);
  }
  return result;
}
