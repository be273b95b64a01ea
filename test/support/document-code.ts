import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';

/** The functions that a document's blocks of JavaScript declare, by name, and the blocks themselves. */
export interface DocumentCode<T> {
  readonly functions: T;
  readonly blocks: readonly { readonly heading: string; readonly code: string }[];
}

/**
 * Runs all blocks of JavaScript of a document as they stand there, one after the other, as one file of a program.
 * @param path from the project's root
 * @throws Error if a block declares no function and requires no module: nothing could call it
 */
export function codeOf<T>(path: string): DocumentCode<T> {
  const blocks: { heading: string; code: string }[] = [];
  let heading = '';
  for (const [, title, code] of readFileSync(path, 'utf8').matchAll(/^#+ (.+)$|^```js\n([\s\S]*?)^```$/gm)) {
    if (title !== undefined) heading = title;
    else if (code !== undefined) blocks.push({ heading, code });
  }
  const names = blocks.flatMap(({ heading: where, code }) => {
    const declared = [...code.matchAll(/^(?:async )?function (\w+)\(/gm)].map(([, name]) => name);
    if (declared.length === 0 && !code.includes('require(')) throw new Error(`${path}, ${where}: nothing to call`);
    return declared;
  });
  const program = `${blocks.map(({ code }) => code).join('\n')}\nreturn { ${names.join(', ')} };`;
  const run = compileFunction(program, ['require']) as (require: NodeJS.Require) => T;
  return { functions: run(createRequire(import.meta.url)), blocks };
}
