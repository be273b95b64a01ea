import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, Matches } from 'class-validator';

/** What a ticket looks like. */
export const TICKET_FORM = /^[\w-]{1,100}$/;

/** The query of a stream or download that a browser may open without a header. */
export class TicketQuery {
  @ApiProperty({
    type: String,
    required: false,
    maxLength: 100,
    description: 'Instead of the access token: of POST /auth/ticket, once, within 60 s',
  })
  @IsOptional()
  @Matches(TICKET_FORM, { message: 'must be a ticket of POST /auth/ticket' })
  @IsString({ message: 'must be a ticket of POST /auth/ticket' })
  ticket?: string;
}
