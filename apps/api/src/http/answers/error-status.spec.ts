import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ERROR_STATUS } from './error-status.js';

const ROOT = join(import.meta.dirname, '../../../../..');
/** The worker and the tools answer nobody over this API. */
const FOLDERS = ['libs', 'apps/api'];
const NOT_THE_API = [/^libs\/local-services\//, /\.spec\.ts$/];

function codesOfErrorClasses(): Map<string, string> {
  const codes = new Map<string, string>();
  for (const folder of FOLDERS) {
    for (const entry of readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })) {
      const file = `${folder}/${entry}`;
      if (!file.endsWith('.ts') || NOT_THE_API.some((pattern) => pattern.test(file))) continue;
      const found = readFileSync(join(ROOT, file), 'utf8').matchAll(/\bcode(?:: string)? = '([A-Z][A-Z0-9_]+)'/g);
      for (const [, code] of found) if (code !== undefined) codes.set(code, file);
    }
  }
  return codes;
}

describe('the table of error codes', () => {
  it('knows the code of every error class, so that none is answered with 500 by oversight', () => {
    const codes = codesOfErrorClasses();
    expect(codes.get('TWO_FA_INVALID')).toBe('libs/auth/src/errors.ts');
    const missing = [...codes].filter(([code]) => !Object.hasOwn(ERROR_STATUS, code));
    expect(missing).toEqual([]);
  });

  it('uses only the statuses of the contract, 405 on the board, 406 for files, and 413 and 415 for bodies that cannot be read', () => {
    const statuses = new Set(Object.values(ERROR_STATUS).filter((status) => typeof status === 'number'));
    expect([...statuses].sort()).toEqual([400, 401, 403, 404, 405, 406, 409, 413, 415, 429, 500, 503]);
  });
});
