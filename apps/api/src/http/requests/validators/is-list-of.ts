import { applyDecorators, type Type as Class } from '@nestjs/common';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsObject, ValidateNested } from 'class-validator';

/** A list of objects, each checked as a `dto`. */
export function IsListOf(dto: () => Class<object>, { min, max }: { min: number; max: number }): PropertyDecorator {
  return applyDecorators(
    IsArray({ message: 'must be a list' }),
    ArrayMinSize(min, { message: `must have at least ${min}` }),
    ArrayMaxSize(max, { message: `must have at most ${max}` }),
    IsObject({ each: true, message: 'must hold only objects' }),
    ValidateNested({ each: true, message: 'must hold only objects' }),
    Type(dto),
  );
}
