import { withoutCredentials } from '#lib/config';

/** MongoDB does not answer or refuses; `message` names the variable and its address, and says what to do. */
export class DatabaseAwayError extends Error {
  readonly code = 'DATABASE_AWAY';
}

/**
 * Makes what kept a process from starting fit to be shown to whoever starts it. An error of MongoDB's driver names
 * neither the variable nor what to do; every other one speaks for itself and is returned as it is.
 * @param uri what MONGODB_URI holds; its user, password and options are not shown
 */
export function startError(error: unknown, uri: string): unknown {
  if (!(error instanceof Error) || !/^Mongo(?!oseError$)/.test(error.name)) return error;
  const problem = /ServerSelection|Network/.test(error.name) ? 'does not answer' : 'cannot be used';
  return new DatabaseAwayError(
    `MongoDB at MONGODB_URI (${withoutCredentials(uri).replace(/\?.*$/s, '')}) ${problem}: ${error.message.replace(/\.$/, '')}. ` +
      'Start it or set MONGODB_URI; "npm run services" runs one on this machine and prints its address.',
    { cause: error },
  );
}
