import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import type { AuditActor, CheckedChain, JsonObject } from '#lib/audit';
import { CountOut, InstantOut } from '../http/document/documented.js';
import { IsCalendarDate } from '../http/requests/validators/is-calendar-date.js';
import { PageQuery } from '../http/answers/page.dto.js';

export class AuditLogQuery extends PageQuery {
  @ApiProperty({ type: String, required: false, description: 'Only this action', example: 'day.queue' })
  @IsOptional()
  @Matches(/^[\w.-]{1,64}$/, { message: 'must be an action such as day.queue' })
  action?: string;

  @ApiProperty({ type: String, required: false, description: 'Only by this user', example: '665f1c2e9b1e8a0012345678' })
  @IsOptional()
  @Matches(/^[0-9a-f]{24}$/, { message: 'must be the id of a user, 24 hexadecimal digits' })
  actorId?: string;

  @ApiProperty({
    type: String,
    required: false,
    description: 'Only by this user (id or e-mail address), or this part of the system',
    example: 'ann@example.com',
  })
  @IsOptional()
  @Matches(/^[\x20-\x7e]{1,200}$/, {
    message: 'must be the id or the e-mail address of a user, or a part of the system',
  })
  actor?: string;

  @ApiProperty({
    type: String,
    format: 'date',
    required: false,
    description: 'Only what concerns this date',
    example: '2026-02-12',
  })
  @IsOptional()
  @IsCalendarDate()
  date?: string;

  @ApiProperty({ type: String, required: false, description: 'Only of this thing', example: '2026-02-12/slot-1' })
  @IsOptional()
  @Matches(/^[\x20-\x7e]{1,200}$/, { message: 'must be a target such as 2026-02-12/slot-1' })
  target?: string;

  @ApiProperty({
    type: String,
    required: false,
    description: 'Only what this request did: the `requestId` of its answer',
    example: '5f3c2b9e-1d4a-4c1b-9a57-0b8f6d2e7c11',
  })
  @IsOptional()
  @Matches(/^[\x21-\x7e]{1,200}$/, { message: 'must be the requestId of an answer' })
  requestId?: string;
}

export class AuditEntryDto {
  @ApiProperty({ type: String, example: '665f1c2e9b1e8a0012345678' })
  id: string;

  @ApiProperty({ type: String, description: 'A stable word', example: 'day.queue' })
  action: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'A user, or a part of the system',
    example: { id: '665f1c2e9b1e8a0012345678', email: 'admin@example.com' },
  })
  actor: AuditActor;

  @ApiProperty({ type: String, nullable: true, example: '203.0.113.7' })
  address: string | null;

  @ApiProperty({ type: String, nullable: true, example: '5f3c…' })
  requestId: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The date that it concerns', example: '2026-02-12' })
  date: string | null;

  @ApiProperty({ type: String, nullable: true, example: '2026-02-12/slot-1' })
  target: string | null;

  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true, example: { rosPercentage: 0.5 } })
  before: JsonObject | null;

  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true, example: { rosPercentage: 1 } })
  after: JsonObject | null;

  @InstantOut('2026-02-12T13:00:00.000Z')
  at: Date;

  @CountOut(4711, { nullable: true, description: 'Its number in the chain' })
  seq: number | null;

  @ApiProperty({ type: String, nullable: true, description: 'SHA-256 over the record and the hash of the one before' })
  hash: string | null;
}

export class AuditLogDto {
  @ApiProperty({ type: [AuditEntryDto], description: 'Newest first' })
  entries: readonly AuditEntryDto[];
}

export class AuditChainHeadDto {
  @CountOut(4711, { description: 'Of the newest record' })
  seq: number;

  @ApiProperty({ type: String, pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of it' })
  hash: string;
}

export class AuditChainProblemDto {
  @CountOut(4710, { nullable: true, description: 'The record; null where it is of none' })
  seq: number | null;

  @ApiProperty({ type: String, example: 'record 4710 was changed' })
  problem: string;
}

export class AuditChainDto {
  @ApiProperty({ type: Boolean, description: 'All that was looked at is as it was written', example: true })
  intact: boolean;

  @CountOut(1, { description: 'The first record that was looked at; 0 where there is none' })
  from: number;

  @ApiProperty({
    type: AuditChainHeadDto,
    nullable: true,
    description: 'Up to which it was looked at; null before the first record',
  })
  head: AuditChainHeadDto | null;

  @ApiProperty({ type: [AuditChainProblemDto], description: 'At most 100' })
  problems: readonly AuditChainProblemDto[];
}

export function toAuditChainDto({ from, head, problems }: CheckedChain): AuditChainDto {
  return { intact: problems.length === 0, from, head, problems };
}
