import Ajv from 'ajv';
import type { ApiAnswer } from './caller.js';
import type { Document, Route } from './openapi.js';

const ID = 'document';

/** What the document says of answers, held against real ones. Fields that it does not name are differences too. */
export class AnswerSchemas {
  /** `password` tells a form how to show a field; it is no rule for the text. */
  private readonly ajv = new Ajv({ allErrors: true, format: 'full', unknownFormats: ['password'] });

  constructor(private readonly document: Document) {
    this.ajv.addSchema({ ...(closed(document) as object), $id: ID });
  }

  /** @returns what is otherwise than documented, one line each */
  differences({ name, method, path }: Route, { status, headers, body, text }: ApiAnswer): string[] {
    const verb = method.toLowerCase();
    const at = `${name} ${status}`;
    const response = this.document.paths[path]?.[verb]?.responses[status];
    if (response === undefined) return [`${at}: is not documented; ${text.slice(0, 200)}`];
    const type = headers.get('content-type')?.split(';')[0] ?? '';
    const content = response.content?.[type];
    if (content === undefined) return [`${at}: ${type} is not documented`];
    if (type !== 'application/json') return [];
    const pointer = ['paths', path, verb, 'responses', String(status), 'content', type, 'schema']
      .map(escaped)
      .join('/');
    const matches = this.ajv.compile({ $ref: `${ID}#/${pointer}` });
    if (matches(body) === true) return [];
    return (matches.errors ?? []).map(
      ({ dataPath, message, params }) => `${at}: ${dataPath} ${message} ${JSON.stringify(params)}`,
    );
  }
}

/** A copy in which objects take their named properties alone; examples are no part of the rules. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const copy = Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => key !== 'example')
      .map(([key, value]) => [key, closed(value)]),
  );
  return 'properties' in copy && !('additionalProperties' in copy) ? { ...copy, additionalProperties: false } : copy;
}

/** A part of a JSON pointer in a URI. */
function escaped(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}
