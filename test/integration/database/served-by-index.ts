import type { RecordedCommand } from './recorded-commands.js';

type Document = Readonly<Record<string, unknown>>;

/** What a command asks a collection for, without the values. */
export interface QueryShape {
  readonly collection: string;
  readonly filter: Document;
  readonly sort: Document;
  readonly limit: number;
  /** The field whose values alone are asked for: an index that begins with it is read in one step for each. */
  readonly distinct: string | null;
  /** For messages and exemptions: `find stakes {"status":=} sort {"_id":1} limit`. */
  readonly text: string;
}

export interface Index {
  readonly collection: string;
  readonly key: Document;
  readonly partialFilterExpression?: Document;
}

/** Values that do not narrow a collection down as it grows: most of its documents have them in the end. */
export type Common = Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>>;

const RANGES = ['$gt', '$gte', '$lt', '$lte'];

/** What a command asks for; none where it asks for no documents. Pure. */
export function shapesOf({ name, collection, command }: RecordedCommand): QueryShape[] {
  const shape: MakeShape = (filter, { sort, limit, distinct = null } = {}) => {
    const parts = {
      collection,
      filter: asDocument(filter),
      sort: asDocument(sort),
      limit: Number(limit ?? 0),
      distinct,
    };
    return { ...parts, text: textOf(name, parts) };
  };
  switch (name) {
    case 'find':
      return [shape(command['filter'], { sort: command['sort'], limit: command['limit'] })];
    case 'findAndModify':
      return [shape(command['query'], { sort: command['sort'], limit: 1 })];
    case 'count':
    case 'distinct':
      return [shape(command['query'])];
    case 'update':
      return (command['updates'] as Document[]).map(({ q }) => shape(q));
    case 'delete':
      return (command['deletes'] as Document[]).map(({ q }) => shape(q));
    case 'aggregate':
      return typeof command['aggregate'] === 'string' ? [ofPipeline(command['pipeline'] as Document[], shape)] : [];
    default:
      return [];
  }
}

type MakeShape = (
  filter: unknown,
  rest?: { readonly sort?: unknown; readonly limit?: unknown; readonly distinct?: string | null },
) => QueryShape;

function ofPipeline(pipeline: readonly Document[], shape: MakeShape): QueryShape {
  const matches: unknown[] = [];
  let at = 0;
  for (; pipeline[at]?.['$match'] !== undefined; at += 1) matches.push(pipeline[at]?.['$match']);
  const sort = pipeline[at]?.['$sort'];
  const limit = pipeline[at + (sort === undefined ? 0 : 1)]?.['$limit'];
  const filter = matches.length === 1 ? matches[0] : matches.length === 0 ? {} : { $and: matches };
  return shape(filter, { sort, limit, distinct: fieldOf(pipeline[at]?.['$group']) });
}

/** Of a group that adds nothing up. */
function fieldOf(group: unknown): string | null {
  const { _id, ...sums } = asDocument(group);
  return typeof _id === 'string' && Object.keys(sums).length === 0 ? _id.slice(1) : null;
}

/**
 * Whether an index keeps what is read to what is asked for: an equality with a value that is not common, a range with a
 * lower bound or two, or as many as the limit says in the order of the index. Pure.
 */
export function isServed(shape: QueryShape, indexes: readonly Index[], common: Common): boolean {
  const own = [{ collection: shape.collection, key: { _id: 1 } }, ...indexes].filter(
    ({ collection }) => collection === shape.collection,
  );
  return branchesOf(shape.filter).every((conditions) =>
    own.some((index) => serves(index, conditions, shape, common[shape.collection] ?? {})),
  );
}

type Conditions = ReadonlyMap<string, Condition>;
interface Condition {
  readonly equal?: readonly unknown[];
  readonly from?: boolean;
  readonly to?: boolean;
  /** As it is written. */
  readonly written: unknown;
}

function serves(
  index: Index,
  conditions: Conditions,
  { sort, limit, distinct }: QueryShape,
  common: Common[string],
): boolean {
  if (!implies(conditions, index.partialFilterExpression ?? {})) return false;
  const fields = Object.keys(index.key);
  if (distinct !== null && fields[0] === distinct && [...conditions.keys()].every((field) => field === distinct))
    return true;
  let used = 0;
  for (const field of fields) {
    const condition = conditions.get(field);
    if (condition?.equal === undefined) break;
    const values = common[field] ?? [];
    if (!condition.equal.some((value) => values.some((one) => one === value))) return true;
    used += 1;
  }
  // What the index holds is few by itself: the others are not in it.
  if (isNarrow(index)) return true;
  const next = conditions.get(fields[used] ?? '');
  if (next?.from === true && (next.to === true || limit > 0 || isInstant(next.written))) return true;
  return (
    limit > 0 && isInOrder(fields.slice(used), sort) && [...conditions.keys()].every((field) => fields.includes(field))
  );
}

/** A partial index over what is always few. */
function isNarrow({ partialFilterExpression }: Index): boolean {
  return partialFilterExpression !== undefined && NARROW.has(JSON.stringify(partialFilterExpression));
}

/** Documents that somebody has to see to, and those that a worker closes in a moment. */
const NARROW = new Set([{ errors: { $gt: 0 } }, { proofDue: { $exists: true } }].map((of) => JSON.stringify(of)));

/** From an instant on: what has happened lately. */
function isInstant(written: unknown): boolean {
  return Object.values(asDocument(written)).every((value) => value instanceof Date);
}

function isInOrder(fields: readonly string[], sort: Document): boolean {
  const wanted = Object.keys(sort);
  return wanted.length > 0 && wanted.every((field, at) => fields[at] === field);
}

function implies(conditions: Conditions, partial: Document): boolean {
  return Object.entries(partial).every(([field, wanted]) => {
    const condition = conditions.get(field);
    if (condition === undefined) return false;
    if (JSON.stringify(condition.written) === JSON.stringify(wanted)) return true;
    if (wanted === null) return condition.equal?.every((value) => value === null) === true;
    const hasValue = condition.equal?.every((value) => value !== null) === true || condition.from === true;
    return typeof wanted === 'object' && hasValue;
  });
}

/** The ways in which a document can meet a filter: one for each branch of its `$or`s. */
function branchesOf(filter: Document): Conditions[] {
  let branches: Map<string, Condition>[] = [new Map<string, Condition>()];
  for (const [field, wanted] of Object.entries(filter)) {
    const alternatives =
      field === '$and'
        ? product((wanted as Document[]).map(branchesOf))
        : field === '$or'
          ? (wanted as Document[]).flatMap(branchesOf)
          : [new Map([[field, conditionOf(wanted)]])];
    branches = product([branches, alternatives]);
  }
  return branches;
}

function product(parts: readonly (readonly Conditions[])[]): Map<string, Condition>[] {
  return parts.reduce<Map<string, Condition>[]>(
    (all, part) => all.flatMap((one) => part.map((other) => new Map([...one, ...other]))),
    [new Map<string, Condition>()],
  );
}

function conditionOf(written: unknown): Condition {
  if (!isOperators(written)) return { equal: [written], written };
  if ('$eq' in written) return { equal: [written['$eq']], written };
  if ('$in' in written) return { equal: written['$in'] as unknown[], written };
  const names = Object.keys(written);
  // Each type is a range of its own.
  if (names.length === 1 && '$type' in written) return { from: true, to: true, written };
  return {
    ...(names.some((name) => name.startsWith('$g')) && names.every((name) => RANGES.includes(name))
      ? { from: true }
      : {}),
    ...(names.some((name) => name.startsWith('$l')) ? { to: true } : {}),
    written,
  };
}

function isOperators(value: unknown): value is Document {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype &&
    Object.keys(value).some((key) => key.startsWith('$'))
  );
}

/** The driver sends an order as a map. */
function asDocument(value: unknown): Document {
  if (value instanceof Map) return Object.fromEntries(value) as Document;
  return typeof value === 'object' && value !== null ? (value as Document) : {};
}

function textOf(name: string, { collection, filter, sort, limit }: Omit<QueryShape, 'text'>): string {
  const order = Object.keys(sort).length === 0 ? '' : ` sort ${JSON.stringify(sort)}`;
  return `${name} ${collection} ${JSON.stringify(withoutValues(filter))}${order}${limit > 0 ? ' limit' : ''}`;
}

function withoutValues(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutValues);
  if (!isOperators(value) && !isPlain(value)) return typeof value === 'string' && /^[A-Z]+$/.test(value) ? value : '?';
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === '$in' || key === '$type' ? ['?'] : withoutValues(inner)]),
  );
}

function isPlain(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
