import { applyDecorators } from '@nestjs/common';
import { ApiParam, ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { MAX_DESCRIPTION, MAX_SLOTS } from '#lib/declarations';
import { IsMoney } from '../requests/validators/is-money.js';
import { IsRosPercentage } from '../requests/validators/is-ros-percentage.js';

/** What a field holds, for the API's documentation; a field is never null unless it says so. */
interface Described {
  readonly description?: string;
  readonly nullable?: true;
}

/** An amount in an answer. */
export function MoneyOut(example: number, { description = 'USDT', ...rest }: Described = {}): PropertyDecorator {
  return ApiProperty({ type: Number, description, ...rest, example });
}

/** A whole number in an answer. */
export function CountOut(example: number, described: Described = {}): PropertyDecorator {
  return ApiProperty({ type: 'integer', ...described, example });
}

/** A percentage in an answer. */
export function PercentOut(example: number, { description = 'Percent', ...rest }: Described = {}): PropertyDecorator {
  return ApiProperty({ type: Number, description, ...rest, example });
}

/** An instant in an answer, ISO 8601 in UTC. */
export function InstantOut(example: string, described: Described = {}): PropertyDecorator {
  return ApiProperty({ type: String, format: 'date-time', ...described, example });
}

/** Where it is told how work goes on that outlives its request. */
export function StatusUrlOut(example: string): PropertyDecorator {
  return ApiProperty({ type: String, description: 'Tells how it goes on', example });
}

/** A calendar date in an answer. */
export function DateOut(example: string, described: Described = {}): PropertyDecorator {
  return ApiProperty({
    type: String,
    format: 'date',
    description: "In the platform's time zone",
    ...described,
    example,
  });
}

/** `:date` of a route. */
export function DateParamDoc(): MethodDecorator {
  return ApiParam({
    name: 'date',
    description: "YYYY-MM-DD, in the platform's time zone",
    schema: { type: 'string', format: 'date', example: '2025-01-20' },
  });
}

/** `:slotNumber` of a route. */
export function SlotParamDoc(): MethodDecorator {
  return ApiParam({ name: 'slotNumber', schema: { type: 'integer', minimum: 1, maximum: MAX_SLOTS, example: 1 } });
}

/** `:id` of pools without a date. */
export function PoolParamDoc(): MethodDecorator {
  return ApiParam({
    name: 'id',
    description: 'As the key of their distribution names it: pool/<id>',
    schema: { type: 'string', pattern: '^[0-9a-f]{24}$', example: '65b000000000000000000001' },
  });
}

/** An amount that may be sent. */
export function OptionalMoney(example: number, description: string): PropertyDecorator {
  return applyDecorators(NumericIn(example, description, USDT_RANGE, false), IsOptional(), IsMoney());
}

/** An amount that must be sent. */
export function RequiredMoney(example: number, description: string): PropertyDecorator {
  return applyDecorators(NumericIn(example, description, USDT_RANGE, true), IsMoney());
}

/** A ROS percentage that may be sent. */
export function OptionalRosPercentage(example: number, description: string): PropertyDecorator {
  return applyDecorators(NumericIn(example, description, PERCENT_RANGE, false), IsOptional(), IsRosPercentage());
}

/** A ROS percentage that must be sent. */
export function RequiredRosPercentage(example: number, description: string): PropertyDecorator {
  return applyDecorators(NumericIn(example, description, PERCENT_RANGE, true), IsRosPercentage());
}

const USDT_RANGE = 'USDT from 0 to 1000000000';
const PERCENT_RANGE = 'percent from 0 to 2.2';

function NumericIn(example: number, description: string, range: string, required: boolean): PropertyDecorator {
  return ApiProperty({
    description: `${description}; ${range}, at most 6 decimals, as a number or a numeric string`,
    required,
    oneOf: [{ type: 'number' }, { type: 'string' }],
    example,
  });
}

/** No control character, line break or lone surrogate, and nothing that makes text look like another one. */
const PRINTABLE = /^[^\p{Cc}\p{Cs}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]*$/u;

/** A text for people that must be sent. */
export function RequiredText(example: string, description: string): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: String, description, minLength: 1, maxLength: MAX_DESCRIPTION, example }),
    Matches(/\S/, { message: 'must not be empty' }),
    IsLine(),
  );
}

/** A text for people that may be sent. */
export function OptionalDescription(example: string): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: String, description: 'For people', required: false, maxLength: MAX_DESCRIPTION, example }),
    IsOptional(),
    IsLine(),
  );
}

function IsLine(): PropertyDecorator {
  return applyDecorators(
    Matches(PRINTABLE, {
      message: 'must be one line without control characters and without marks that turn text round',
    }),
    MaxLength(MAX_DESCRIPTION, { message: `must be at most ${MAX_DESCRIPTION} characters long` }),
    IsString({ message: 'must be a string' }),
  );
}
