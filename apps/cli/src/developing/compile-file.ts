import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What a build leaves to say that nothing has changed since. */
const BUILD_STAMPS = ['dist/.built-source-hash', 'dist/.tsbuildinfo'];

/**
 * Compiles one source into `dist` as the build does, in milliseconds, without looking at types; a source that has gone
 * is removed there.
 * @param path from the project's root
 * @throws Error that tells where the source cannot be read
 */
export async function compileFile(root: string, path: string): Promise<void> {
  const compiled = join(root, 'dist', path.replace(/\.ts$/, '.js'));
  // Whoever builds next does it whole: this file is no longer what the compiler wrote.
  for (const stamp of BUILD_STAMPS) await rm(join(root, stamp), { force: true });
  const { transformFile } = await import('@swc/core');
  try {
    const { code, map } = await transformFile(join(root, path), {
      swcrc: false,
      sourceMaps: true,
      module: { type: 'es6' },
      jsc: {
        target: 'es2022',
        keepClassNames: true,
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
      },
    });
    await mkdir(dirname(compiled), { recursive: true });
    await writeFile(compiled, `${code}\n//# sourceMappingURL=${compiled.split('/').at(-1)}.map\n`);
    if (map !== undefined) await writeFile(`${compiled}.map`, map);
  } catch (error) {
    const [told = ''] = (error as Error).message.split('\n\n\nCaused by:');
    if (existsSync(join(root, path))) throw new Error(told, { cause: error });
    for (const file of [compiled, `${compiled}.map`]) await rm(file, { force: true });
  }
}
