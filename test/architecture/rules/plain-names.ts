import ts from 'typescript';
import { collect, placeOf } from '../modules.js';
import type { Rule } from '../project.js';

/** Pictures that stand for something which has a name of its own (docs/architecture.md 8). */
const PICTURES = new Set([
  'office',
  'house',
  'scene',
  'glimpse',
  'hire',
  'clerk',
  'janitor',
  'butler',
  'wizard',
  'diary',
]);

export const plainNames: Rule = {
  promise: 'names are words of the glossary and verbs, no pictures',
  check: (project) =>
    [...project.values()].flatMap(({ path, tree }) => [
      ...pictures(path.replaceAll('/', '-')).map((word) => `${path} is named after a picture: ${word}`),
      ...declaredNames(tree).flatMap((name) =>
        pictures(name.text).map((word) => `${placeOf(name)} ${name.text}: ${word} is a picture`),
      ),
    ]),
  broken: [
    { 'test/a/watch-house.ts': 'const x = 1;' },
    { 'libs/a/src/a.ts': 'export class SlotGlimpse {}' },
    { 'libs/a/src/a.ts': 'function aScene(): void {}' },
    { 'test/a/a.ts': 'class A { hire(): void {} }' },
  ],
  sound: [{ 'libs/a/src/a.ts': "const warehouseId = 'house';" }],
};

function pictures(name: string): string[] {
  return name
    .split(/[^A-Za-z]+|(?<=[a-z0-9])(?=[A-Z])/)
    .map((word) => word.toLowerCase())
    .filter((word) => PICTURES.has(word) || PICTURES.has(word.replace(/s$/, '')));
}

function declaredNames(tree: ts.SourceFile): ts.Identifier[] {
  return collect(tree, (node) => {
    const { name } = node as Partial<ts.NamedDeclaration>;
    return name !== undefined && ts.isIdentifier(name) && name.parent === node && !ts.isPropertyAccessExpression(node)
      ? name
      : undefined;
  });
}
