export { AccountsModule } from './accounts.module.js';
export { Accounts, type Account } from './accounts.js';
export { RANKS, ROLES, type Rank, type Role } from './user.schema.js';
