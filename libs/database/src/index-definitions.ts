import { mongo, type Connection } from 'mongoose';

/** An index as a schema declares it or as the server lists it: what tells it from others. */
export interface IndexDefinition {
  readonly name: string;
  readonly key: Readonly<Record<string, unknown>>;
  readonly unique: boolean;
  readonly partialFilterExpression?: Readonly<Record<string, unknown>>;
  collation?: Readonly<Record<string, unknown>>;
  readonly expireAfterSeconds?: number;
}

export interface DeclaredIndex extends IndexDefinition {
  readonly collection: string;
}

/** Every index that the registered models declare. */
export function declaredIndexes(connection: Connection): DeclaredIndex[] {
  return Object.values(connection.models).flatMap((model) =>
    model.schema.indexes().map(([key, options]) => ({
      collection: model.collection.name,
      ...toDefinition({ name: nameOf(key), ...options, key }),
    })),
  );
}

/** The names of all collections that the registered models have. */
export function declaredCollections(connection: Connection): string[] {
  return [...new Set(Object.values(connection.models).map((model) => model.collection.name))];
}

/** What a schema or the server says of an index, without what does not change what it does. Pure. */
export function toDefinition(index: Readonly<Record<string, unknown>>): IndexDefinition {
  const { name, key, unique, partialFilterExpression, collation, expireAfterSeconds } = index;
  return {
    name: String(name),
    key: key as IndexDefinition['key'],
    unique: unique === true,
    ...(isRecord(partialFilterExpression) ? { partialFilterExpression } : {}),
    ...(isRecord(collation) && collation['locale'] !== 'simple' ? { collation } : {}),
    ...(typeof expireAfterSeconds === 'number' ? { expireAfterSeconds } : {}),
  };
}

/**
 * Whether an index does what is asked of it: the same fields in the same order, for the same documents, by the same comparison, and
 * unique if that is asked; its name does not matter. Pure.
 */
export function isSameIndex(wanted: IndexDefinition, present: IndexDefinition): boolean {
  return isSameButForCollation(wanted, present) && collationOf(wanted) === collationOf(present);
}

/** As `isSameIndex`, where the server may lack collations. Pure. */
export function isSameButForCollation(wanted: IndexDefinition, present: IndexDefinition): boolean {
  return (
    hasSameKey(wanted, present) &&
    (present.unique || !wanted.unique) &&
    asText(wanted.partialFilterExpression) === asText(present.partialFilterExpression) &&
    (wanted.expireAfterSeconds === undefined || wanted.expireAfterSeconds === present.expireAfterSeconds)
  );
}

/** Pure. */
export function hasSameKey(one: Pick<IndexDefinition, 'key'>, other: Pick<IndexDefinition, 'key'>): boolean {
  return asText(numbered(one.key)) === asText(numbered(other.key));
}

/** For messages: `transactions {"userId":1} (unique, only where {...})`. Pure. */
export function describeIndex({ key, unique, partialFilterExpression, collation }: IndexDefinition): string {
  const traits = [
    ...(unique ? ['unique'] : []),
    ...(partialFilterExpression === undefined ? [] : [`only where ${asText(partialFilterExpression)}`]),
    ...(collation === undefined ? [] : [`collation ${asText(collation)}`]),
  ];
  return asText(key) + (traits.length === 0 ? '' : ` (${traits.join(', ')})`);
}

function nameOf(key: Readonly<Record<string, unknown>>): string {
  return Object.entries(key)
    .map(([field, direction]) => `${field}_${String(direction)}`)
    .join('_');
}

/** The server fills in what a collation leaves open. */
function collationOf({ collation }: IndexDefinition): string {
  return collation === undefined ? '' : asText([collation['locale'], Number(collation['strength'] ?? 3)]);
}

function numbered(key: IndexDefinition['key']): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(key).map(([field, direction]) => [
      field,
      typeof direction === 'string' ? direction : Number(direction),
    ]),
  );
}

function asText(value: unknown): string {
  return value === undefined ? '' : mongo.BSON.EJSON.stringify(value, { relaxed: true });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
