import type { INestApplicationContext } from '@nestjs/common';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { AppConfig } from '#lib/config';
import { Credentials } from '#lib/auth';
import { COLLECTIONS } from '#lib/database';
import { DEMO_SIGN_IN, writeSeedData, type SeedSize } from './seed-data.js';

/** The database holds users that this seed did not write, or the seed is not allowed here. */
export class CannotSeedError extends Error {
  readonly code = 'CANNOT_SEED';
}

/**
 * Seeds an empty database; one that was seeded before is left as it is.
 * @returns whether it wrote anything
 * @throws CannotSeedError in production, or if somebody else's users are there
 */
export async function seedDatabase(
  app: INestApplicationContext,
  size: SeedSize,
  progress?: (stakes: number) => void,
): Promise<boolean> {
  if (app.get(AppConfig).production) {
    throw new CannotSeedError('NODE_ENV is production: demo users with known passwords are not written there.');
  }
  const connection = app.get<Connection>(getConnectionToken());
  const users = connection.collection(COLLECTIONS.users);
  if ((await users.findOne({}, { projection: { _id: 1 } })) !== null) {
    if ((await users.findOne({ email: DEMO_SIGN_IN.admin.email })) !== null) return false;
    throw new CannotSeedError('MONGODB_URI names a database that has users already. Give an empty one.');
  }
  const credentials = app.get(Credentials);
  const { adminId, userIds } = await writeSeedData(connection, size, progress);
  await credentials.create(null, { userId: adminId, ...DEMO_SIGN_IN.admin });
  await credentials.createMany(null, userIds, DEMO_SIGN_IN.user);
  return true;
}

/** @returns whether the database has any user */
export async function hasUsers(app: INestApplicationContext): Promise<boolean> {
  const users = app.get<Connection>(getConnectionToken()).collection(COLLECTIONS.users);
  return (await users.findOne({}, { projection: { _id: 1 } })) !== null;
}
