import { Injectable, type ArgumentMetadata, type ExecutionContext, type PipeTransform } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { InvalidDateError, parseCalendarDate, type CalendarDate } from '#lib/calendar';
import { ValidationFailedError } from '../answers/errors.js';

const MAX_SLOT_NUMBER = 100;

/** A path parameter that is a real calendar date `YYYY-MM-DD`. */
@Injectable()
export class CalendarDateParam implements PipeTransform<string, CalendarDate> {
  transform(value: string, { data = 'date' }: ArgumentMetadata): CalendarDate {
    try {
      return parseCalendarDate(value);
    } catch (error) {
      if (!(error instanceof InvalidDateError)) throw error;
      throw new ValidationFailedError([{ field: data, message: error.message, value }]);
    }
  }
}

/** A path parameter from 1 to 100, the number of a slot. */
@Injectable()
export class SlotNumberParam implements PipeTransform<string, number> {
  transform(value: string, { data = 'slotNumber' }: ArgumentMetadata): number {
    const slotNumber = Number(value);
    if (!/^[1-9]\d{0,2}$/.test(value) || slotNumber > MAX_SLOT_NUMBER) {
      throw new ValidationFailedError([
        { field: data, message: `must be a whole number from 1 to ${MAX_SLOT_NUMBER}`, value },
      ]);
    }
    return slotNumber;
  }
}

/** A path parameter of 24 hexadecimal digits, a document's id. */
@Injectable()
export class IdParam implements PipeTransform<string, string> {
  transform(value: string, { data = 'id' }: ArgumentMetadata): string {
    if (!/^[0-9a-fA-F]{24}$/.test(value)) {
      throw new ValidationFailedError([{ field: data, message: 'must be 24 hexadecimal digits', value }]);
    }
    return value.toLowerCase();
  }
}

/** As Nest keeps what a handler takes: `5:1` is a path parameter, as the second argument. */
const PATH_PARAMETER = /^5:/;

interface TakenParameter {
  readonly data?: unknown;
  readonly pipes?: readonly unknown[];
}

/**
 * Checks the path parameters by the pipes that the handler declares for them, before Nest does.
 * @throws ValidationFailedError
 */
export function assertRouteParams(
  context: ExecutionContext,
  params: Readonly<Record<string, string | string[] | undefined>>,
): void {
  const taken: unknown = Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), context.getHandler().name);
  for (const [key, { data, pipes = [] }] of Object.entries((taken ?? {}) as Record<string, TakenParameter>)) {
    const value = typeof data === 'string' && PATH_PARAMETER.test(key) ? params[data] : undefined;
    if (typeof data !== 'string' || typeof value !== 'string') continue;
    for (const pipe of pipes) pipeOf(pipe)?.transform(value, { type: 'param', data });
  }
}

const OURS: readonly (new () => PipeTransform<string, unknown>)[] = [CalendarDateParam, SlotNumberParam, IdParam];

/** Pipes of this file are declared by their class, and need nothing to be made. */
function pipeOf(declared: unknown): PipeTransform<string, unknown> | null {
  const pipe = OURS.find((ours) => ours === declared);
  return pipe === undefined ? null : new pipe();
}
