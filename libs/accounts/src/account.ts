import type { Types } from 'mongoose';
import { RANKS, type Rank } from '#lib/config';
import { isActiveUser } from '#lib/database';
import type { StoredUser } from './emails.js';
import type { Role } from './user.schema.js';

/** A user as the applications see one. */
export interface Account {
  readonly id: Types.ObjectId;
  readonly email: string;
  readonly username: string;
  readonly role: Role;
  readonly rank: Rank;
  readonly isActive: boolean;
}

/** Other services leave fields out; what is missing has the schema's default. */
export function toAccount(user: StoredUser): Account {
  return {
    id: user._id,
    email: typeof user.email === 'string' ? user.email : '',
    username: typeof user.username === 'string' ? user.username : '',
    role: user.role === 'admin' ? 'admin' : 'user',
    rank: RANKS.find((rank) => rank === user.rank) ?? RANKS[0],
    isActive: isActiveUser(user.isActive),
  };
}
