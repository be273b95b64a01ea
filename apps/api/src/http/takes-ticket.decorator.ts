import { SetMetadata, applyDecorators } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';

export const TAKES_TICKET = Symbol('takes ticket');

/** A stream or download that a browser may open without a header, with a ticket of POST /auth/ticket in the query. */
export function TakesTicket(): MethodDecorator {
  return applyDecorators(
    SetMetadata(TAKES_TICKET, true),
    ApiQuery({
      name: 'ticket',
      required: false,
      schema: { type: 'string', maxLength: 100 },
      description: 'Instead of the access token: of POST /auth/ticket, once, within 60 s',
    }),
  );
}
