import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';
import { DEADLINE_MS } from '../../support/until.js';

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ES2022,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
  types: [],
};

/** A folder with the types of an API, in which programs are checked and run. */
export class TypedWorkshop {
  private constructor(readonly folder: string) {}

  /** @param document an OpenAPI document, as text */
  static async open(document: string): Promise<TypedWorkshop> {
    const folder = await mkdtemp(join(tmpdir(), 'typed-client-'));
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    await writeFile(join(folder, 'api.ts'), astToString(await openapiTS(document)));
    return new TypedWorkshop(folder);
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  /**
   * Type-checks programs, each of which may import `./api.js`.
   * @param programs source texts by name
   * @returns the errors of each, by name
   */
  async check(programs: Readonly<Record<string, string>>): Promise<Record<string, string[]>> {
    const files = new Map(Object.keys(programs).map((name) => [name, join(this.folder, `${name}.ts`)]));
    for (const [name, file] of files) await writeFile(file, programs[name] ?? '');
    const program = ts.createProgram([...files.values()], OPTIONS);
    const errors: Record<string, string[]> = {};
    for (const [name, file] of files) {
      errors[name] = ts.getPreEmitDiagnostics(program, program.getSourceFile(file)).map(inWords);
    }
    return errors;
  }

  /** Runs a program that was checked. @returns what it printed */
  async run(name: string, environment: Readonly<Record<string, string>>): Promise<string> {
    const source = await readFile(join(this.folder, `${name}.ts`), 'utf8');
    const { outputText } = ts.transpileModule(source, { compilerOptions: { ...OPTIONS, noEmit: false } });
    const file = join(this.folder, `${name}.js`);
    await writeFile(file, outputText);
    const { stdout } = await promisify(execFile)(process.execPath, [file], {
      env: { PATH: process.env['PATH'] ?? '', ...environment },
      timeout: DEADLINE_MS,
    });
    return stdout;
  }
}

function inWords({ file, start, messageText }: ts.Diagnostic): string {
  const line = file === undefined || start === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line + 1;
  return `line ${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
}
