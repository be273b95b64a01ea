import { productOf, targetOf, type Rule } from '../project.js';

export const noImportCycles: Rule = {
  promise: 'no import cycle between files',
  check: (project) => {
    const done = new Set<string>();
    const trail: string[] = [];
    const cycles: string[] = [];
    const visit = (path: string): void => {
      if (trail.includes(path)) {
        cycles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
        return;
      }
      if (done.has(path)) return;
      trail.push(path);
      for (const { specifier, typeOnly } of project.get(path)?.imports ?? []) {
        const target = typeOnly ? undefined : targetOf(path, specifier);
        if (target !== undefined) visit(target);
      }
      trail.pop();
      done.add(path);
    };
    for (const { path } of productOf(project)) visit(path);
    return cycles;
  },
  broken: [
    { 'libs/a/src/a.ts': "import { b } from './b.js';", 'libs/a/src/b.ts': "import { a } from './a.js';" },
    {
      'libs/a/src/index.ts': "export { a } from './a.js';",
      'libs/a/src/a.ts': "import { b } from '#lib/b';",
      'libs/b/src/index.ts': "import { a } from '#lib/a';",
    },
  ],
  sound: [{ 'libs/a/src/a.ts': "import { b } from './b.js';", 'libs/a/src/b.ts': "import type { A } from './a.js';" }],
};
