export { AccountsModule } from './accounts.module.js';
export type { Account } from './account.js';
export { Accounts } from './accounts.js';
export { FindUsers } from './find-users.js';
export { ROLES, type Role } from './user.schema.js';
export { RANKS, type Rank } from '#lib/config';
