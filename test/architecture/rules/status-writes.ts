import ts from 'typescript';
import { collect, namesIn, placeOf } from '../modules.js';
import { eachFile, isTool, type Project, type Rule, type SourceFile } from '../project.js';
import { keyOf, operatorValues, writesOf } from '../writes.js';

/** The one file that makes updates of a status, and the one that gives a run to what was written before there were runs. */
const MAKE_STATES = ['libs/slots/src/slot-moves.ts', 'libs/slots/src/migrate-slots.ts'];

/** Where a status is still written without the table of moves. */
const PENDING_STATUS_WRITES: readonly string[] = [];

const SCHEMAS = {
  'libs/slots/src/slot.schema.ts': '@Schema({ collection: COLLECTIONS.distributions }) export class StoredSlot {}',
  'libs/slots/src/chunk.schema.ts':
    '@Schema({ collection: COLLECTIONS.distributionChunks }) export class StoredChunk {}',
};
const MODELS = `import { StoredSlot, slotMove } from '#lib/slots';
class A { constructor(private readonly distributions: Model<StoredSlot>, private readonly chunks: Model<StoredChunk>) {} `;

export const statusesByMoves: Rule = {
  promise: 'statuses of slots, runs and chunks are written by the table of moves alone',
  check: eachFile((file) => (PENDING_STATUS_WRITES.includes(file.path) ? [] : statusWrites(file))),
  broken: [
    {
      ...SCHEMAS,
      'libs/engine/src/a.ts': `${MODELS} b() { this.chunks.collection.updateOne({ _id }, { $set: { status: 'PAID' } }); } }`,
    },
    {
      ...SCHEMAS,
      'libs/engine/src/a.ts': `${MODELS} b() { this.distributions.updateOne({ _id }, { $set: { 'run.state': 'ENDED' } }); } }`,
    },
    {
      ...SCHEMAS,
      'libs/engine/src/a.ts': `${MODELS} b() { this.distributions.updateOne({ _id }, { $unset: { running: '' } }); } }`,
    },
    {
      ...SCHEMAS,
      'libs/engine/src/a.ts': `${MODELS} b() { const update = { $set: { status } }; return this.distributions.updateOne({}, update); } }`,
    },
    {
      ...SCHEMAS,
      'libs/engine/src/a.ts': `${MODELS} b(end: object) { this.distributions.updateOne({ _id }, { $set: { ...end } }); } }`,
    },
    {
      ...SCHEMAS,
      'libs/engine/src/a.ts': `${MODELS} b(update: object) { this.distributions.findOneAndUpdate({ _id }, update); } }`,
    },
    {
      ...SCHEMAS,
      'libs/engine/src/a.ts': `${MODELS} b() { this.chunks.bulkWrite([{ updateOne: { filter, update: { $set: { status } } } }]); } }`,
    },
    {
      ...SCHEMAS,
      'libs/slots/src/a.ts': `${MODELS} b() { this.distributions.updateOne({ _id }, { $set: { status: 'CANCELLED' } }); } }`,
    },
    { 'apps/api/src/a.ts': "db.collection('distributionchunks').updateMany({}, { $set: { status: 'OPEN' } });" },
    { 'libs/alerts/src/a.ts': 'db.collection(COLLECTIONS.distributions).replaceOne({ _id }, { status, run });' },
  ],
  sound: [
    {
      ...SCHEMAS,
      'libs/engine/src/a.ts': `${MODELS} async b(filter: object) {
        const { filter: at, update } = slotMove('cancel', 'PENDING/REQUESTED', { set: { status: 1 } });
        await this.distributions.collection.updateOne(at, update);
        const moved = slotMove('cancel', from, {});
        await this.distributions.updateOne(moved.filter, moved.update, { session });
        await this.chunks.bulkWrite(all.map((one) => ({ updateOne: slotMove('cancel', one, { set: { run } }) })));
        await this.distributions.updateOne({ status: 'PENDING' }, { $set: { note: 1 } });
        await this.distributions.find({ status: 'PENDING' });
        await this.chunks.collection.insertMany(chunks, { session });
      } }`,
    },
    {
      ...SCHEMAS,
      'libs/slots/src/a.ts': `import { slotMove } from './slot-moves.js';
      class A { constructor(private readonly distributions: Model<StoredSlot>) {}
        moved({ filter, update }: ConditionalUpdate) {
          return this.distributions.updateOne(filter, { ...update, $set: { ...update['$set'], updatedAt: now } });
        }
        requeued(fresh: StoredSlot) {
          const { filter } = slotMove('requeue', 'CANCELLED/ENDED', {});
          return this.distributions.replaceOne(filter, fresh);
        }
      }`,
    },
    { 'libs/idempotency/src/a.ts': 'this.keys.collection.updateOne({ key }, { $set: { status, body } });' },
  ],
};

/** Files that are listed as pending and have nothing left that is. */
export function stalePendingStatusWrites(project: Project): string[] {
  return PENDING_STATUS_WRITES.filter((path) => {
    const file = project.get(path);
    return file === undefined || statusWrites(file).length === 0;
  });
}

function statusWrites(file: SourceFile): string[] {
  if (isTool(file) || MAKE_STATES.includes(file.path)) return [];
  const writes = writesOf(file).filter(({ collections }) =>
    collections.some((name) => name === 'distributions' || name === 'distributionChunks'),
  );
  if (writes.length === 0) return [];
  const made = namesMadeBySlots(file);
  const outright = operatorValues(file.tree)
    .filter((value) => ts.isObjectLiteralExpression(value) && value.properties.some(isStatusField))
    .map((value) => `${placeOf(value)} writes a status of its own`);
  const hidden = writes.flatMap(({ call, method }) => {
    if (/^(insert|delete|create|save)/.test(method)) return [];
    if (method === 'bulkWrite') return isHidden(call.arguments[0], made) ? [hiddenAt(call)] : [];
    const update = call.arguments[1];
    // What replaces a document in the state of a move is born anew by it.
    if (method === 'replaceOne') return isHidden(call.arguments[0], made) ? [hiddenAt(call)] : [];
    return isHidden(update, made) ? [hiddenAt(call)] : [];
  });
  return [...outright, ...hidden];
}

function hiddenAt(call: ts.CallExpression): string {
  return `${placeOf(call)} writes a slot or chunk in a way in which a status could hide`;
}

/** Names that are imported from the slots, those of constants that calls of them have made, and moves given along. */
function namesMadeBySlots({ path, tree }: SourceFile): ReadonlySet<string> {
  const inside = path.startsWith('libs/slots/');
  const makers = new Set(
    tree.statements.flatMap((statement) => {
      if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
      const from = statement.moduleSpecifier.text;
      if (from !== '#lib/slots' && !(inside && from.startsWith('./'))) return [];
      const bindings = statement.importClause?.namedBindings;
      return bindings !== undefined && ts.isNamedImports(bindings)
        ? bindings.elements.map(({ name }) => name.text)
        : [];
    }),
  );
  const made = collect(tree, (node) => {
    if (ts.isParameter(node) && node.type?.getText() === 'ConditionalUpdate') return namesIn(node.name);
    if (!ts.isVariableDeclaration(node) || node.initializer === undefined) return undefined;
    return isCallOf(node.initializer, makers) ? namesIn(node.name) : undefined;
  });
  return new Set([...makers, ...made.flat()]);
}

function isCallOf(node: ts.Expression, makers: ReadonlySet<string>): boolean {
  return ts.isCallExpression(node) && ts.isIdentifier(node.expression) && makers.has(node.expression.text);
}

/** Whether one cannot see in an update (or a list of bulk operations) what it writes, and the slots did not make it. */
function isHidden(update: ts.Expression | undefined, made: ReadonlySet<string>): boolean {
  if (update === undefined || isMade(update, made)) return false;
  if (ts.isObjectLiteralExpression(update)) {
    return update.properties.some((property) => {
      if (ts.isSpreadAssignment(property)) return isHidden(property.expression, made);
      if (ts.isShorthandPropertyAssignment(property)) return !made.has(property.name.text);
      if (!ts.isPropertyAssignment(property)) return true;
      const key = keyOf(property);
      if (key === 'filter' || key === 'upsert') return false;
      if (key?.startsWith('$') === true) return !showsItsFields(property.initializer, made);
      return isHidden(property.initializer, made);
    });
  }
  if (ts.isArrayLiteralExpression(update)) return update.elements.some((element) => isHidden(element, made));
  // `list.map((one) => operation)`
  if (ts.isCallExpression(update)) {
    const mapped = update.arguments.filter(ts.isArrowFunction);
    if (mapped.length === 0) return true;
    return mapped.some(({ body }) => {
      const expression = ts.isParenthesizedExpression(body) ? body.expression : body;
      return ts.isBlock(expression) || isHidden(expression, made);
    });
  }
  return true;
}

/** Whether every field that an operator writes stands there, also in what is spread into it, or was made by the slots. */
function showsItsFields(fields: ts.Expression, made: ReadonlySet<string>): boolean {
  if (isMade(fields, made)) return true;
  if (ts.isParenthesizedExpression(fields)) return showsItsFields(fields.expression, made);
  if (ts.isConditionalExpression(fields)) {
    return showsItsFields(fields.whenTrue, made) && showsItsFields(fields.whenFalse, made);
  }
  if (!ts.isObjectLiteralExpression(fields)) return false;
  return fields.properties.every((property) =>
    ts.isSpreadAssignment(property) ? showsItsFields(property.expression, made) : keyOf(property) !== undefined,
  );
}

function isMade(node: ts.Expression, made: ReadonlySet<string>): boolean {
  if (ts.isIdentifier(node)) return made.has(node.text);
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) return isMade(node.expression, made);
  return isCallOf(node, made);
}

function isStatusField(property: ts.ObjectLiteralElementLike): boolean {
  return /^(status|running|run(\..*)?)$/.test(keyOf(property) ?? '');
}
