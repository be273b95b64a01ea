import { existsSync, readFileSync } from 'node:fs';
import { USUAL_MAPPING, parseMapping, type Mapping } from '#lib/adoption';
import { UsageError } from '../terminal/arguments.js';

const USUAL_FILE = 'adopt.config.json';

/**
 * @param asked what --config names; without it `adopt.config.json` in the working directory, if it is there
 * @throws UsageError, MappingError
 */
export function readMappingFile(asked: string | undefined): Mapping {
  const file = asked ?? USUAL_FILE;
  if (existsSync(file)) return parseMapping(readFileSync(file, 'utf8'), file);
  if (asked !== undefined) throw new UsageError(`--config must name a file; there is no ${asked}`);
  return USUAL_MAPPING;
}
