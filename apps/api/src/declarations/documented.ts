import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { MAX_DESCRIPTION } from '#lib/declarations';
import { IsMoney } from '../http/validators/is-money.js';
import { IsRosPercentage } from '../http/validators/is-ros-percentage.js';

/** What a field holds, for the API's documentation. */
interface Described {
  readonly description?: string;
  readonly nullable?: boolean;
}

/** An amount in an answer. */
export function MoneyOut(example: number, { description = 'USDT' }: Described = {}): PropertyDecorator {
  return ApiProperty({ type: Number, description, example });
}

/** A whole number in an answer. */
export function CountOut(example: number, { description = '', nullable = false }: Described = {}): PropertyDecorator {
  return ApiProperty({ type: 'integer', description, nullable, example });
}

/** A percentage in an answer. */
export function PercentOut(example: number, { description = 'Percent' }: Described = {}): PropertyDecorator {
  return ApiProperty({ type: Number, description, example });
}

/** An instant in an answer, ISO 8601 in UTC. */
export function InstantOut(example: string, { description = '', nullable = false }: Described = {}): PropertyDecorator {
  return ApiProperty({ type: String, format: 'date-time', description, nullable, example });
}

/** A calendar date in an answer. */
export function DateOut(example: string): PropertyDecorator {
  return ApiProperty({ type: String, format: 'date', description: "In the platform's time zone", example });
}

/** An amount that may be sent. */
export function OptionalMoney(example: number, description: string): PropertyDecorator {
  return applyDecorators(
    ApiProperty({
      description: `${description}; USDT from 0 to 1000000000, at most 6 decimals, as a number or a numeric string`,
      required: false,
      oneOf: [{ type: 'number' }, { type: 'string' }],
      example,
    }),
    IsOptional(),
    IsMoney(),
  );
}

/** A ROS percentage that may be sent. */
export function OptionalRosPercentage(example: number, description: string): PropertyDecorator {
  return applyDecorators(
    ApiProperty({
      description: `${description}; percent from 0 to 2.2, at most 6 decimals, as a number or a numeric string`,
      required: false,
      oneOf: [{ type: 'number' }, { type: 'string' }],
      example,
    }),
    IsOptional(),
    IsRosPercentage(),
  );
}

/** A text for people that may be sent. */
export function OptionalDescription(example: string): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: String, description: 'For people', required: false, maxLength: MAX_DESCRIPTION, example }),
    IsOptional(),
    MaxLength(MAX_DESCRIPTION, { message: `must be at most ${MAX_DESCRIPTION} characters long` }),
    IsString({ message: 'must be a string' }),
  );
}
