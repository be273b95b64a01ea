import ts from 'typescript';
import { collect } from '../modules.js';
import { productOf, type Rule, type SourceFile } from '../project.js';
import { keyOf } from '../writes.js';

const CONTRACT = 'libs/queues/src/contract.ts';

export const everyJobHasOneHandler: Rule = {
  promise: 'every job name has exactly one handler',
  check: (project) => {
    const names = jobNames(project.get(CONTRACT));
    if (names.length === 0) return ['the job contract names no jobs'];
    const handled = productOf(project)
      .filter(({ path }) => /^apps\/worker\/.*\.processor\.ts$/.test(path))
      .flatMap(handledJobs);
    return [
      ...names.flatMap((name) => {
        const count = handled.filter((each) => each === name).length;
        return count === 1 ? [] : [`job ${name} is handled ${count} times`];
      }),
      ...handled
        .filter((name) => !names.includes(name))
        .map((name) => `job ${name} is handled and not in the contract`),
    ];
  },
  broken: [
    {
      [CONTRACT]: "export const JOBS = { paySlot: 'pay-slot', lost: 'lost' } as const;",
      'apps/worker/src/slot.processor.ts': 'switch (name) { case JOBS.paySlot: }',
    },
    {
      [CONTRACT]: "export const JOBS = { paySlot: 'pay-slot' } as const;",
      'apps/worker/src/slot.processor.ts': 'switch (name) { case JOBS.paySlot: }',
      'apps/worker/src/chunk.processor.ts': 'if (job.name !== JOBS.paySlot) throw error;',
    },
    { [CONTRACT]: 'export const JOBS = {} as const;' },
  ],
};

function jobNames(contract: SourceFile | undefined): string[] {
  if (contract === undefined) return [];
  return collect(contract.tree, (node) => {
    if (!ts.isVariableDeclaration(node) || node.name.getText() !== 'JOBS' || node.initializer === undefined) return [];
    const table = ts.isAsExpression(node.initializer) ? node.initializer.expression : node.initializer;
    return ts.isObjectLiteralExpression(table) ? table.properties.flatMap((property) => keyOf(property) ?? []) : [];
  }).flat();
}

/** Every mention of a job in a processor is its handler. */
function handledJobs({ tree }: SourceFile): string[] {
  return collect(tree, (node) =>
    ts.isPropertyAccessExpression(node) && node.expression.getText() === 'JOBS' ? node.name.text : undefined,
  );
}
