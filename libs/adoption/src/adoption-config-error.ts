/** adopt.config.json says something that cannot be used; the message names the key and what would be right. */
export class AdoptionConfigError extends Error {
  readonly code = 'ADOPTION_CONFIG';
  override readonly name = 'AdoptionConfigError';
}
