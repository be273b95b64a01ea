import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayUnique, IsArray, IsIn } from 'class-validator';
import { SCOPES, type Scope } from '#lib/auth';
import { InstantOut } from '../http/document/documented.js';
import { AdminMutationBody } from '../http/requests/admin-mutation-body.js';

export class EnrolmentDto {
  @ApiProperty({ type: String, description: 'Shown this once', example: 'k7wq-3npa-x2mf-9cbd' })
  enrolmentCode: string;

  @InstantOut('2026-02-12T14:30:00.000Z')
  expiresAt: Date;
}

export class ScopesBody extends AdminMutationBody {
  @ApiProperty({ type: String, enum: SCOPES, isArray: true, maxItems: SCOPES.length, example: ['view', 'finance'] })
  @IsIn(SCOPES, { each: true, message: `must hold only ${SCOPES.join(', ')}` })
  @ArrayUnique({ message: 'must name each once' })
  @ArrayMaxSize(SCOPES.length, { message: `must have at most ${SCOPES.length}` })
  @IsArray({ message: 'must be a list' })
  scopes: Scope[];
}

export class ScopesDto {
  @ApiProperty({ type: String, enum: SCOPES, isArray: true })
  scopes: readonly Scope[];
}
