import { ValidateBy, buildMessage, type ValidationArguments, type ValidationOptions } from 'class-validator';

/** `The amount must be …` */
const SUBJECT = /^The [A-Za-z ]+ (?=must )/;

/**
 * A property decorator made of a function that accepts a value or throws an error saying what would be right. Values
 * of other types than those in `types` never reach it.
 */
export function byParsing(
  name: string,
  types: readonly ('string' | 'number')[],
  wanted: string,
  parse: (value: never) => unknown,
  options?: ValidationOptions,
): PropertyDecorator {
  const problem = (value: unknown): string | null => {
    if (!types.some((type) => typeof value === type)) return `must be ${wanted}`;
    try {
      parse(value as never);
      return null;
    } catch (error) {
      // What it is about stands in the problem's field already.
      return (error instanceof Error ? error.message : String(error)).replace(SUBJECT, '');
    }
  };
  return ValidateBy(
    {
      name,
      validator: {
        validate: (value: unknown) => problem(value) === null,
        defaultMessage: buildMessage(
          (_prefix, args?: ValidationArguments) => problem(args?.value) ?? `must be ${wanted}`,
          options,
        ),
      },
    },
    options,
  );
}
