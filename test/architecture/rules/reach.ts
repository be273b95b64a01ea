import { importedLib, productOf, targetOf, type Project, type Rule } from '../project.js';

/** What must never be loaded by whom, however long the way. */
function neverReaches(from: RegExp, forbidden: RegExp): Rule['check'] {
  return (project) => {
    const seen = new Set<string>();
    const visit = (path: string, start: string): string[] => {
      if (seen.has(path)) return [];
      seen.add(path);
      return (project.get(path)?.imports ?? []).flatMap(({ specifier }) => {
        if (forbidden.test(importedLib(specifier) ?? '')) return [`${path} brings ${specifier} into ${start}`];
        const target = targetOf(path, specifier);
        return target === undefined ? [] : visit(target, start);
      });
    };
    return startsOf(project, from).flatMap((path) => visit(path, from.source.replaceAll(/[\^\\]|\/$/g, '')));
  };
}

function startsOf(project: Project, from: RegExp): string[] {
  return productOf(project)
    .map(({ path }) => path)
    .filter((path) => from.test(path));
}

export const apiKnowsNoEngine: Rule = {
  promise: 'the api knows no engine, by whatever way',
  check: neverReaches(/^apps\/api\//, /^engine$/),
  broken: [
    { 'apps/api/src/a.ts': "import { SlotRunner } from '#lib/engine';" },
    {
      'apps/api/src/a.ts': "import { x } from '#lib/alerts';",
      'libs/alerts/src/index.ts': "export { x } from './x.js';",
      'libs/alerts/src/x.ts': "import type { SlotRunner } from '#lib/engine';",
    },
  ],
};

export const proofKnowsNoEngine: Rule = {
  promise: 'reconciliation knows no engine, by whatever way',
  check: neverReaches(/^libs\/reconciliation\//, /^engine$/),
  broken: [{ 'libs/reconciliation/src/a.ts': "import { PayChunk } from '#lib/engine';" }],
};

export const workerKnowsNoAdmin: Rule = {
  promise: 'the worker knows neither auth nor declarations, by whatever way',
  check: neverReaches(/^apps\/worker\//, /^(auth|declarations)$/),
  broken: [
    {
      'apps/worker/src/main.ts': "import { x } from '#lib/engine';",
      'libs/engine/src/index.ts': "export { x } from './x.js';",
      'libs/engine/src/x.ts': "import { y } from '#lib/declarations';",
    },
    { 'apps/worker/src/main.ts': "const auth = await import('#lib/auth');" },
  ],
};
