/** The mapping file is not right; `message` names the key and what would be right. */
export class MappingError extends Error {
  readonly code = 'INVALID_MAPPING';
}
