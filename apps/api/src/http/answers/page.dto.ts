import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { CountOut } from '../document/documented.js';

/** The most that a page holds. */
export const MAX_LIMIT = 100;
const USUAL_LIMIT = 20;

/** Which page of a list. */
export class PageQuery {
  @ApiProperty({ type: String, required: false, description: 'The nextCursor of the page before' })
  @IsOptional()
  @MaxLength(500, { message: 'must be the nextCursor of an earlier page' })
  @IsString({ message: 'must be the nextCursor of an earlier page' })
  cursor?: string;

  @ApiProperty({
    type: 'integer',
    required: false,
    minimum: 1,
    maximum: MAX_LIMIT,
    default: USUAL_LIMIT,
    description: 'Entries on a page',
  })
  @IsOptional()
  @Matches(/^([1-9]\d?|100)$/, { message: `must be a whole number from 1 to ${MAX_LIMIT}` })
  limit?: string;
}

/** Which page of a list that is read in the order of ids. */
export class IdPageQuery extends PageQuery {
  @ApiProperty({ type: String, required: false, description: 'The nextCursor of the page before' })
  @IsOptional()
  @Matches(/^[0-9a-f]{24}$/, { message: 'must be the nextCursor of an earlier page' })
  override cursor?: string;
}

export class PageMetaDto {
  @CountOut(20, { description: 'Entries on this page' })
  count: number;

  @CountOut(20)
  limit: number;

  @ApiProperty({ type: String, nullable: true, description: 'Send it as cursor for the next page; null on the last' })
  nextCursor: string | null;
}

/**
 * @param limit as text, checked
 * @param usual how many a page holds when nobody says
 */
export function pageLimit(limit: string | undefined, usual = USUAL_LIMIT): number {
  return limit === undefined ? usual : Number(limit);
}

/**
 * A page of a list that is read in the order of ids.
 * @param found one more than the page holds, if there are so many
 */
export function idPage<T>(found: readonly T[], limit: number, idOf: (item: T) => string | null) {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const nextCursor = found.length > limit && last !== undefined ? idOf(last) : null;
  return { items, meta: { count: items.length, limit, nextCursor } };
}
