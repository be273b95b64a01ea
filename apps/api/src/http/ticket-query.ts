import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, Matches } from 'class-validator';

/** The query of a stream or download that a browser may open without a header. */
export class TicketQuery {
  @ApiProperty({
    type: String,
    required: false,
    maxLength: 100,
    description: 'Instead of the access token: of POST /auth/ticket, once, within 60 s',
  })
  @IsOptional()
  @Matches(/^[\w-]{1,100}$/, { message: 'must be a ticket of POST /auth/ticket' })
  @IsString({ message: 'must be a ticket of POST /auth/ticket' })
  ticket?: string;
}
