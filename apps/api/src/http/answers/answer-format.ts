import type { Request } from 'express';
import { NotAcceptableError } from './errors.js';

/** How a list can be answered, and the media type of it. */
export const MEDIA_TYPES = {
  json: 'application/json',
  csv: 'text/csv',
  ndjson: 'application/x-ndjson',
} as const;
export type AnswerFormat = keyof typeof MEDIA_TYPES;
/** Those in which a list is answered as a whole, as a file. */
export type FileFormat = Exclude<AnswerFormat, 'json'>;

/**
 * @param asked the query's `format`, which goes before the header Accept: a link in a browser cannot set one
 * @param offered what the route can answer, the usual first
 * @throws NotAcceptableError if Accept takes none of them
 */
export function formatOf<F extends AnswerFormat>(request: Request, asked: F | undefined, offered: readonly F[]): F {
  if (asked !== undefined) return asked;
  const types = offered.map((format): string => MEDIA_TYPES[format]);
  const accepted = request.accepts(types);
  const format = offered.find((one) => MEDIA_TYPES[one] === accepted);
  if (format === undefined) throw new NotAcceptableError(types);
  return format;
}
