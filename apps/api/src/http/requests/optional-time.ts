import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';

/** Longer than any ISO instant; what it says is read with the day in hand. */
const MAX_LENGTH = 40;

/**
 * When a slot runs.
 * @param example null where the example of the whole body does without
 * @param leftOut what happens when it is not sent
 */
export function OptionalTime(
  example: string | null,
  leftOut = 'the default time if it is still ahead, else now',
): PropertyDecorator {
  return applyDecorators(
    ApiProperty({
      type: String,
      required: false,
      description:
        "An ISO 8601 instant, or HH:mm[:ss] on today's date in the platform's time zone. Left out: " + leftOut,
      ...(example === null ? {} : { example }),
    }),
    IsOptional(),
    MaxLength(MAX_LENGTH, { message: `must be at most ${MAX_LENGTH} characters long` }),
    IsString({ message: 'must be an ISO 8601 instant or a time of day, HH:mm or HH:mm:ss' }),
  );
}
