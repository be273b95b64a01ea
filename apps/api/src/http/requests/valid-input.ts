import type { Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validate, type ValidationError } from 'class-validator';
import { ValidationFailedError, type FieldError } from '../answers/errors.js';
import { NoFields } from './no-fields.js';
import { rawInputErrors } from './raw-input.js';

const SECRETS = new Set(['password', 'twoFACode', 'code', 'enrolmentCode']);
const MAY_BE_NULL = new Set(['twoFACode']);

/**
 * Makes a DTO of what a client sent, or says everything that is wrong with it, field by field. Values are not
 * converted: a string stays a string.
 * @param value the parsed body or query; nothing counts as an empty object
 * @throws ValidationFailedError
 */
export async function validInput<T extends object>(dto: Type<T>, value: unknown): Promise<T> {
  const input = value ?? {};
  if (typeof input !== 'object' || Array.isArray(input)) {
    throw new ValidationFailedError([{ field: 'body', message: 'must be a JSON object' }]);
  }
  const { hostile, nulls } = rawInputErrors(input, MAY_BE_NULL);
  if (hostile.length > 0) throw new ValidationFailedError(hostile);

  const instance = plainToInstance(dto, input, { enableImplicitConversion: false });
  const errors = await validate(instance, {
    whitelist: true,
    forbidNonWhitelisted: true,
    // class-validator takes a class without fields for one that it does not know.
    forbidUnknownValues: dto !== NoFields,
    validationError: { target: false, value: true },
  });
  const problems = errors.flatMap((error) => flatten(error, ''));
  // A null inside of something that is wrong as a whole is not worth a line of its own.
  const wrong = new Set(problems.map(({ field }) => field));
  const all = [...problems, ...nulls.filter(({ field }) => !isCovered(field, wrong))];
  if (all.length > 0) throw new ValidationFailedError(all);
  return instance;
}

/** Whether a field, or something that it is a part of, is among those that are wrong. */
function isCovered(field: string, wrong: ReadonlySet<string>): boolean {
  for (let end = field.length; end > 0; end = field.lastIndexOf('.', end - 1)) {
    if (wrong.has(field.slice(0, end))) return true;
  }
  return false;
}

function flatten(error: ValidationError, parent: string): FieldError[] {
  const field = parent === '' ? error.property : `${parent}.${error.property}`;
  const { isString, isInt, ...others } = error.constraints ?? {};
  // What is no text is not too long besides, and what is no whole number not too small.
  const constraints = isString === undefined ? (isInt === undefined ? others : { isInt }) : { isString };
  // Several rules may say the same.
  const messages = new Set(
    Object.entries(constraints).map(([constraint, message]) => sentence(constraint, message, error.property)),
  );
  const own = [...messages].map((message) => ({ field, message, ...quoted(error.property, error.value) }));
  return [...own, ...(error.children ?? []).flatMap((child) => flatten(child, field))];
}

/** class-validator begins its messages with the property's name, which stands in `field` already. */
function sentence(constraint: string, message: string, property: string): string {
  if (constraint === 'whitelistValidation') return 'is not a field of this request';
  return message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
}

function quoted(property: string, value: unknown): Pick<FieldError, 'value'> {
  if (SECRETS.has(property)) return {};
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string' ? { value } : {};
}
