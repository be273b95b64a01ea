/** Who is active, of all users: whose `isActive` is true or missing, as the schema's default says. */
export const ACTIVE_USERS = { isActive: { $in: [true, null] } } as const;

/** @param isActive as it is stored */
export function isActiveUser(isActive: unknown): boolean {
  return isActive === true || isActive === undefined || isActive === null;
}
