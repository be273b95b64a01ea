import ts from 'typescript';
import { collect, placeOf } from '../modules.js';
import { eachFile, type Project, type Rule } from '../project.js';

/** Time and data come in as parameters: no clock, no chance, no framework. A path, or a folder with `/` at its end. */
const PURE_FILES: readonly string[] = [
  'libs/calendar/',
  'libs/money/',
  'libs/declarations/src/day-rules.ts',
  'libs/declarations/src/day-view.ts',
  'libs/declarations/src/declaration-view.ts',
  'libs/declarations/src/parts.ts',
  'libs/declarations/src/prepare-day.ts',
  'libs/engine/src/cut-chunks.ts',
  'libs/engine/src/decide-end.ts',
  'libs/engine/src/entry-description.ts',
  'libs/slots/src/day-status.ts',
  'libs/slots/src/run.ts',
  'libs/slots/src/slot-moves.ts',
  'libs/stakes/src/assess-stake.ts',
];

export const pureFilesHaveNoClock: Rule = {
  promise: 'what is pure reads no clock and knows no framework',
  check: eachFile(({ path, tree, imports }) => {
    if (!isPure(path)) return pureFunctions(tree).flatMap(impurities);
    const frameworks = imports.filter(({ specifier }) => /^(@nestjs\/|bullmq$)/.test(specifier));
    return [
      ...impurities(tree),
      ...frameworks
        .filter(({ typeOnly }) => !typeOnly)
        .map(({ specifier }) => `${path} is pure and imports ${specifier}`),
    ];
  }),
  broken: [
    { 'libs/money/src/a.ts': 'const now = new Date();' },
    { 'libs/calendar/src/a.ts': 'const now = Date.now();' },
    { 'libs/calendar/src/a.ts': 'const dice = Math.random();' },
    { 'libs/money/src/a.ts': "import { Injectable } from '@nestjs/common';" },
    { 'libs/ledger/src/a.ts': '/** Works it out. Pure. */\nexport function work() { return Date.now(); }' },
  ],
  sound: [
    { 'libs/money/src/a.ts': "const then = new Date(0);\n// Date.now()\nconst words = 'new Date()';" },
    { 'libs/ledger/src/a.ts': '/** Works it out. */\nexport function work() { return Date.now(); }' },
  ],
};

/** Paths of the list that are not there. */
export function missingPureFiles(project: Project): string[] {
  const paths = [...project.keys()];
  return PURE_FILES.filter((pure) => !paths.some((path) => path.startsWith(pure)));
}

function isPure(path: string): boolean {
  return PURE_FILES.some((pure) => path === pure || (pure.endsWith('/') && path.startsWith(pure)));
}

/** Declarations whose own comment ends with the word. */
function pureFunctions(tree: ts.SourceFile): ts.Node[] {
  return tree.statements.filter((statement) =>
    ts.getJSDocCommentsAndTags(statement).some((comment) => /\bPure\.\s*(\*\/|@|$)/m.test(comment.getText(tree))),
  );
}

const CLOCKS = /^(Date\.now|performance\.now|process\.hrtime(\.bigint)?|Math\.random|process\.uptime)$/;

function impurities(node: ts.Node): string[] {
  return collect(node, (each) => {
    if (ts.isNewExpression(each) && each.expression.getText() === 'Date' && (each.arguments?.length ?? 0) === 0) {
      return `${placeOf(each)} reads the clock`;
    }
    return ts.isPropertyAccessExpression(each) && CLOCKS.test(each.getText())
      ? `${placeOf(each)} reads ${each.getText()}`
      : undefined;
  });
}
