/**
 * `npm run client`: writes libs/client/src/api-types.ts, the types of the REST contract, from the OpenAPI document; with
 * `--check` it only says whether they are those of the document, by its exit code.
 */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import openapiTS, { astToString } from 'openapi-typescript';
import { format } from 'prettier';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const TARGET = join(ROOT, 'libs/client/src/api-types.ts');
const MOST_BYTES = 64 * 1024 * 1024;
const HEAD = '/** The REST contract as types: `npm run client` writes this file from the OpenAPI document. */\n\n';

const run = promisify(execFile);
const { stdout } = await run(process.execPath, [join(ROOT, 'dist/apps/api/src/document.js')], {
  maxBuffer: MOST_BYTES,
});
const types = await typesOf(JSON.parse(stdout));
if (!process.argv.includes('--check')) {
  await writeFile(TARGET, types);
} else if ((await readFile(TARGET, 'utf8').catch(() => '')) !== types) {
  console.error('libs/client/src/api-types.ts is not what the OpenAPI document says: run "npm run client".');
  process.exitCode = 1;
}

async function typesOf(document) {
  // Failures have one shape on every route: the client throws it, so no answer needs it among its types.
  for (const operations of Object.values(document.paths)) {
    for (const { responses } of Object.values(operations)) {
      for (const status of Object.keys(responses)) if (Number(status) >= 400) delete responses[status];
    }
  }
  const text = astToString(await openapiTS(document))
    .replace(/^export type (webhooks|\$defs) = .*\n/gm, '')
    .replace('export interface operations', 'interface operations');
  const { default: options } = await import('../../.prettierrc.json', { with: { type: 'json' } });
  return format(HEAD + text, { ...options, parser: 'typescript' });
}
