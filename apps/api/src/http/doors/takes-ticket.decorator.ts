import { SetMetadata } from '@nestjs/common';

export const TAKES_TICKET = Symbol('takes ticket');

/**
 * A stream or download that a browser may open without a header, with a ticket of POST /auth/ticket in the query; its
 * handler takes a `TicketQuery`.
 */
export function TakesTicket(): MethodDecorator {
  return SetMetadata(TAKES_TICKET, true);
}
