import type { Caller } from './caller.js';

/** The part of JSON Schema that the document uses. */
export interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly type?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly example?: unknown;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly schema: Schema;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
}

export interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** One route of the document. */
export interface Route {
  readonly name: string;
  /** Upper case. */
  readonly method: string;
  /** With its parameters as `{date}`, from the root. */
  readonly path: string;
  readonly pathParameters: readonly Parameter[];
  readonly queryParameters: readonly Parameter[];
  /** Undefined where the route takes none. */
  readonly body: Schema | undefined;
  readonly statuses: readonly string[];
  readonly needsToken: boolean;
}

export async function readDocument(caller: Caller): Promise<Document> {
  const { text } = await caller.get('//docs-json');
  return JSON.parse(text) as Document;
}

/** Every route, references resolved. */
export function routesOf(document: Document): Route[] {
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([verb, { parameters = [], requestBody, responses, security = [] }]): Route => {
      const method = verb.toUpperCase();
      const body = requestBody?.content['application/json']?.schema;
      return {
        name: `${method} ${path}`,
        method,
        path,
        pathParameters: parameters.filter((parameter) => parameter.in === 'path'),
        queryParameters: parameters.filter((parameter) => parameter.in === 'query'),
        body: body === undefined ? undefined : resolved(document, body),
        statuses: Object.keys(responses),
        needsToken: security.some((way) => 'bearer' in way),
      };
    }),
  );
}

export function isAdminRoute({ path }: Route): boolean {
  return /^(\/api\/v1)?\/admin(\/|$)/.test(path);
}

export function isMutation({ method }: Route): boolean {
  return method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS';
}

/** A schema with every reference in it replaced by what it refers to. */
function resolved(document: Document, schema: Schema): Schema {
  if (schema.$ref !== undefined) {
    const found = document.components.schemas[schema.$ref.replace('#/components/schemas/', '')];
    if (found === undefined) throw new Error(`${schema.$ref} is not in the document`);
    return resolved(document, found);
  }
  const { properties, items, allOf } = schema;
  if (allOf?.length === 1) return resolved(document, { ...allOf[0] });
  return {
    ...schema,
    ...(items === undefined ? {} : { items: resolved(document, items) }),
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, property]) => [name, resolved(document, property)]),
          ),
        }),
  };
}

/** Values for path parameters and body fields, by name. */
export type Values = Readonly<Record<string, unknown>>;

type PathValue = string | number;

/**
 * A route's address for `Caller.send`.
 * @param values of the path parameters, by name
 */
export function addressOf({ path, pathParameters }: Route, values: Values): string {
  let address = path;
  for (const { name, schema } of pathParameters) {
    const value = (values[name] ?? schema.example ?? 'none') as PathValue;
    address = address.replace(`{${name}}`, encodeURIComponent(String(value)));
  }
  return `/${address}`;
}

/**
 * A body of the right shape, made of the document's examples.
 * @param values to be used instead, by field name
 */
export function bodyOf(schema: Schema | undefined, values: Values = {}): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(schema?.properties ?? {})) {
    if (name === 'twoFACode') continue;
    const value = name in values ? values[name] : property.example;
    if (value !== undefined) body[name] = value;
  }
  return body;
}
