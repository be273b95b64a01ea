import type { OpenAPIObject } from '@nestjs/swagger';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type Schema = Schemas[string];

/**
 * The document with an example of each body that can be sent as it is: of the fields that have an example each, and with
 * a date that can still be declared.
 * @param date YYYY-MM-DD, for every field that is a date
 */
export function withExamples(document: OpenAPIObject, date: string): OpenAPIObject {
  const schemas = document.components?.schemas ?? {};
  return {
    ...document,
    paths: Object.fromEntries(
      Object.entries(document.paths).map(([path, operations]) => [
        path,
        Object.fromEntries(
          Object.entries(operations as object).map(([verb, operation]: [string, unknown]) => [
            verb,
            withExample(operation, schemas, date),
          ]),
        ),
      ]),
    ),
  };
}

function withExample(operation: unknown, schemas: Schemas, date: string): unknown {
  const { requestBody } = operation as { requestBody?: { content?: Record<string, { schema?: Schema }> } };
  const content = requestBody?.content?.['application/json'];
  if (content?.schema === undefined) return operation;
  const example = exampleOf(content.schema, schemas, date);
  return {
    ...(operation as object),
    requestBody: { ...requestBody, content: { 'application/json': { ...content, example } } },
  };
}

function exampleOf(schema: Schema, schemas: Schemas, date: string): unknown {
  if ('$ref' in schema) {
    const named = schemas[schema.$ref.replace('#/components/schemas/', '')];
    return named === undefined ? undefined : exampleOf(named, schemas, date);
  }
  if (schema.example !== undefined) return schema.format === 'date' ? date : schema.example;
  if (schema.properties === undefined) return undefined;
  const fields = Object.entries(schema.properties).map(([name, property]) => [
    name,
    exampleOf(property, schemas, date),
  ]);
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined)) as unknown;
}
