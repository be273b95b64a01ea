import ts from 'typescript';
import { collect } from './modules.js';
import type { SourceFile } from './project.js';

/** A call that writes into a collection. */
export interface Write {
  readonly call: ts.CallExpression;
  readonly method: string;
  /** The collections that the receiver may be, by their names in `COLLECTIONS`; empty when it is none of ours. */
  readonly collections: readonly string[];
}

type Names = ReadonlyMap<string, string>;

const WRITING =
  /^(insert(One|Many)|update(One|Many)|replaceOne|delete(One|Many)|bulkWrite|bulkSave|findOneAnd\w+|findById\w+|create|save)$/;

/** Collections by their names in the database, where these differ from those in `COLLECTIONS`. */
const COLLECTION_OF_NAME: Readonly<Record<string, string>> = { distributionchunks: 'distributionChunks' };

/** Every call of the file that writes into a collection, found by the declared types and origins of the receivers. */
export function writesOf({ tree, schemas }: SourceFile): Write[] {
  const origins = receiversOf(tree, schemas);
  return collect(tree, (node) => {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
    const method = node.expression.name.text;
    if (!WRITING.test(method)) return undefined;
    return { call: node, method, collections: collectionsIn(node.expression.expression, origins, schemas) };
  });
}

/** Names of variables, parameters and fields, with the collections that they may be. */
function receiversOf(tree: ts.SourceFile, schemas: Names): Map<string, readonly string[]> {
  const origins = new Map<string, readonly string[]>();
  const declarations = collect(tree, (node) =>
    ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isPropertyDeclaration(node) ? node : undefined,
  );
  for (const { name, type, initializer } of declarations) {
    if (!ts.isIdentifier(name)) continue;
    const found = [
      ...(type === undefined ? [] : collectionsIn(type, origins, schemas)),
      ...(initializer === undefined || isFunction(initializer) ? [] : collectionsIn(initializer, origins, schemas)),
    ];
    if (found.length > 0) origins.set(name.text, found);
  }
  return origins;
}

function isFunction(node: ts.Node): boolean {
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node);
}

/** The collections that an expression or a type names: `Model<Stake>`, `collection('stakes')`, `COLLECTIONS.stakes`. */
function collectionsIn(node: ts.Node, origins: ReadonlyMap<string, readonly string[]>, schemas: Names): string[] {
  const found = collect(node, (each) => {
    if (ts.isTypeReferenceNode(each) && /^(Model|Collection)$/.test(each.typeName.getText())) {
      return (each.typeArguments ?? []).flatMap((argument) => schemas.get(argument.getText()) ?? []);
    }
    if (ts.isPropertyAccessExpression(each) && each.expression.getText() === 'COLLECTIONS') return [each.name.text];
    if (ts.isCallExpression(each) && /(^|\.)collection$/.test(each.expression.getText())) {
      const [name] = each.arguments;
      return name !== undefined && ts.isStringLiteral(name) ? [COLLECTION_OF_NAME[name.text] ?? name.text] : [];
    }
    if (ts.isIdentifier(each)) return [...(origins.get(each.text) ?? [])];
    return undefined;
  });
  return [...new Set(found.flat())];
}

/** The name of a property in an object literal; undefined for a computed one. */
export function keyOf(property: ts.ObjectLiteralElementLike): string | undefined {
  const { name } = property;
  if (name === undefined) return undefined;
  return ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : undefined;
}

/** The object literals that are values of `$set`, `$inc` and the like. */
export function operatorValues(node: ts.Node): ts.Expression[] {
  return collect(node, (each) =>
    ts.isPropertyAssignment(each) && /^\$(set|setOnInsert|unset|inc|mul|min|max|push)$/.test(keyOf(each) ?? '')
      ? each.initializer
      : undefined,
  );
}
