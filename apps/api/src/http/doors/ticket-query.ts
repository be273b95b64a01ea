import { TicketInQuery } from '../requests/download-query.js';

/** The query of a stream or download that a browser may open without a header. */
export class TicketQuery {
  @TicketInQuery()
  ticket?: string;
}
