import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Matches } from 'class-validator';
import type { AnswerFormat } from '../answers/answer-format.js';

/** What a ticket looks like. */
export const TICKET_FORM = /^[\w-]{1,100}$/;

/** `format` of a query: how a list is to be answered. */
export function FormatQuery(formats: readonly AnswerFormat[]): PropertyDecorator {
  return applyDecorators(
    ApiProperty({
      type: String,
      enum: formats,
      required: false,
      description: 'Goes before the header Accept; csv and ndjson are the whole list as a file',
    }),
    IsOptional(),
    IsIn(formats, { message: `must be one of ${formats.join(', ')}` }),
  );
}

/** `ticket` of a query, beside others: instead of the access token. */
export function TicketInQuery(): PropertyDecorator {
  return applyDecorators(
    ApiProperty({
      type: String,
      required: false,
      maxLength: 100,
      description: 'Instead of the access token: of POST /auth/ticket, once, within 60 s',
    }),
    IsOptional(),
    Matches(TICKET_FORM, { message: 'must be a ticket of POST /auth/ticket' }),
    IsString({ message: 'must be a ticket of POST /auth/ticket' }),
  );
}
