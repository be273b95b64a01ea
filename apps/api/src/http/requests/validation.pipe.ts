import { Injectable, type ArgumentMetadata, type PipeTransform, type Type } from '@nestjs/common';
import { validInput } from './valid-input.js';

const PLAIN_TYPES = new Set<unknown>([String, Number, Boolean, Array, Object, Date]);

/** Validates every body and query that a handler takes as a DTO class. Path parameters have pipes of their own. */
@Injectable()
export class ValidationPipe implements PipeTransform {
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (type !== 'body' && type !== 'query') return value;
    if (metatype === undefined || PLAIN_TYPES.has(metatype)) return value;
    return validInput(metatype as Type<object>, value);
  }
}
