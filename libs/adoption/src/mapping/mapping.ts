import { ACTIVATION_SOURCE } from '#lib/adoption-state';
import { KNOWN_OLD_DAYS, readOldDaysMapping, type OldDaysMapping } from '../old-days/mapping.js';
import { MappingError } from './mapping-error.js';
import { objectAt, overlay } from './overlay.js';

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

export const USUAL_MAPPING: Mapping = { ...USUAL_FIELDS, oldDays: KNOWN_OLD_DAYS };

/**
 * @param text the content of a mapping file, JSON: what it leaves out is as usual
 * @param file its name, for messages
 * @throws MappingError
 */
export function parseMapping(text: string, file: string): Mapping {
  const path = `${file}:`;
  const { oldDays, ...fields } = objectAt(readJson(text, file), path);
  return { ...overlay(USUAL_FIELDS, fields, path, ['oldDays']), oldDays: readOldDaysMapping(oldDays, file) };
}

function readJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MappingError(`${file} is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
