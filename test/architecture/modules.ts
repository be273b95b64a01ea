import ts from 'typescript';

/** An import or re-export of a file. */
export interface Import {
  readonly specifier: string;
  /** Gone when compiled. */
  readonly typeOnly: boolean;
  /** What is imported, by the name it is exported under; `*` for all of it. */
  readonly names: readonly string[];
  /** For `export … from`: the names under which it goes on; `*` for all. Null for an import. */
  readonly passedOn: ReadonlyMap<string, string> | null;
  /** Of the names, those that are marked as types. */
  readonly types: ReadonlySet<string>;
}

/** A name that a file exports of its own. */
export interface Export {
  readonly name: string;
  readonly declaration: ts.Node;
  /** A class, an interface or a type: part of what whoever names it promises. */
  readonly isShape: boolean;
}

/** What a file imports or re-exports, `import()` and import types included. */
export function importsOf(tree: ts.SourceFile): Import[] {
  const imports: Import[] = [];
  for (const statement of tree.statements) {
    if (ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)) {
      imports.push(fromImport(statement, statement.moduleSpecifier.text));
    } else if (
      ts.isExportDeclaration(statement) &&
      statement.moduleSpecifier !== undefined &&
      ts.isStringLiteral(statement.moduleSpecifier)
    ) {
      imports.push(fromReexport(statement, statement.moduleSpecifier.text));
    }
  }
  walk(tree, (node) => {
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [specifier] = node.arguments;
      if (specifier !== undefined && ts.isStringLiteral(specifier)) imports.push(all(specifier.text, false));
    }
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
      imports.push(all(node.argument.literal.text, true));
    }
  });
  return imports;
}

function fromImport({ importClause: clause }: ts.ImportDeclaration, specifier: string): Import {
  if (clause === undefined) return { ...all(specifier, false), names: [] };
  const bindings = clause.namedBindings;
  const named = bindings !== undefined && ts.isNamedImports(bindings) ? [...bindings.elements] : [];
  const names = named.map(({ name, propertyName }) => (propertyName ?? name).text);
  if (clause.name !== undefined) names.push('default');
  if (bindings !== undefined && ts.isNamespaceImport(bindings)) names.push('*');
  const types = markedAsTypes(named);
  const typeOnly =
    clause.phaseModifier === ts.SyntaxKind.TypeKeyword || (names.length > 0 && names.every((name) => types.has(name)));
  return { specifier, typeOnly, names, passedOn: null, types };
}

function fromReexport({ exportClause: clause, isTypeOnly }: ts.ExportDeclaration, specifier: string): Import {
  if (clause === undefined || ts.isNamespaceExport(clause)) {
    return { ...all(specifier, isTypeOnly), passedOn: new Map([['*', clause?.name.text ?? '*']]) };
  }
  const passedOn = new Map(clause.elements.map(({ name, propertyName }) => [(propertyName ?? name).text, name.text]));
  const names = [...passedOn.keys()];
  const types = isTypeOnly ? new Set(names) : markedAsTypes([...clause.elements]);
  return { specifier, typeOnly: names.every((name) => types.has(name)), names, passedOn, types };
}

function markedAsTypes(elements: readonly (ts.ImportSpecifier | ts.ExportSpecifier)[]): Set<string> {
  return new Set(
    elements.filter(({ isTypeOnly }) => isTypeOnly).map(({ name, propertyName }) => (propertyName ?? name).text),
  );
}

function all(specifier: string, typeOnly: boolean): Import {
  return { specifier, typeOnly, names: ['*'], passedOn: null, types: new Set() };
}

/** `a` and `b` of `const { a, b: [b] } = …`. */
export function namesIn(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? namesIn(element.name) : []));
}

/** What a file declares and exports itself. */
export function exportsOf(tree: ts.SourceFile): Export[] {
  return tree.statements.flatMap((statement): Export[] => {
    if (ts.isExportDeclaration(statement)) {
      if (statement.moduleSpecifier !== undefined || statement.exportClause === undefined) return [];
      if (!ts.isNamedExports(statement.exportClause)) return [];
      return statement.exportClause.elements.map((declaration) => ({
        name: declaration.name.text,
        declaration,
        isShape: declaration.isTypeOnly,
      }));
    }
    if (!ts.canHaveModifiers(statement)) return [];
    if (ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) !== true) return [];
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations.flatMap((declaration) =>
        namesIn(declaration.name).map((name) => ({ name, declaration, isShape: false })),
      );
    }
    const { name } = statement as ts.DeclarationStatement;
    const isShape =
      ts.isClassDeclaration(statement) || ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
    return name === undefined ? [] : [{ name: name.getText(tree), declaration: statement, isShape }];
  });
}

/** Calls `visit` for a node and all below it. */
function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

/** What `pick` makes of a node and all below it. */
export function collect<T>(node: ts.Node, pick: (node: ts.Node) => T | undefined): T[] {
  const found: T[] = [];
  walk(node, (each) => {
    const picked = pick(each);
    if (picked !== undefined) found.push(picked);
  });
  return found;
}

/** Counted from 1. */
function lineOf(node: ts.Node): number {
  const tree = node.getSourceFile();
  return tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
}

/** `libs/money/src/money.ts:12` */
export function placeOf(node: ts.Node): string {
  return `${node.getSourceFile().fileName}:${lineOf(node)}`;
}
