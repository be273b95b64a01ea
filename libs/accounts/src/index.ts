export { AccountsModule } from './accounts.module.js';
export { Accounts, type Account } from './accounts.js';
export { ROLES, type Role } from './user.schema.js';
export { RANKS, type Rank } from '#lib/config';
