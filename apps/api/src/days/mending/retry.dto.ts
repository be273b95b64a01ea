import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsInt, IsOptional, Max, Min } from 'class-validator';
import { MAX_SLOTS } from '#lib/declarations';
import { AdminMutationBody } from '../../http/requests/admin-mutation-body.js';

const WHAT = `must be a list of 1 to ${MAX_SLOTS} numbers of slots`;

export class RetrySlotsBody extends AdminMutationBody {
  @ApiProperty({
    type: 'array',
    items: { type: 'integer', minimum: 1, maximum: MAX_SLOTS },
    required: false,
    minItems: 1,
    maxItems: MAX_SLOTS,
    description: 'Numbers of slots; left out: everything of the date that left something unpaid, manual runs too',
    example: [1, 2],
  })
  @IsOptional()
  @Max(MAX_SLOTS, { each: true, message: WHAT })
  @Min(1, { each: true, message: WHAT })
  @IsInt({ each: true, message: WHAT })
  @ArrayMaxSize(MAX_SLOTS, { message: WHAT })
  @ArrayMinSize(1, { message: WHAT })
  @IsArray({ message: WHAT })
  slots?: number[];
}
