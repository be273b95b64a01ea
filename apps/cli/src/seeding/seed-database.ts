import type { INestApplicationContext } from '@nestjs/common';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { AppConfig } from '#lib/config';
import { Credentials } from '#lib/auth';
import { DEMO_SIGN_IN, writeSeedData, type SeedSize } from './seed-data.js';
import { removeSeedData, seedState } from './seed-state.js';

/** The database holds what this seed did not write, or the seed is not allowed here. */
export class CannotSeedError extends Error {
  readonly code = 'CANNOT_SEED';
}

export interface SeedOptions {
  readonly size: SeedSize;
  /** Somebody else's data are left alone in silence. */
  readonly ifEmpty: boolean;
  readonly say: (line: string) => void;
  /** Called with the number of stakes written. */
  readonly progress?: (stakes: number) => void;
}

/**
 * Seeds an empty database, or one in which a seed was broken off; one that was seeded before is left as it is.
 * @returns whether it wrote anything
 * @throws CannotSeedError in production, or if somebody else's users are there
 */
export async function seedDatabase(app: INestApplicationContext, options: SeedOptions): Promise<boolean> {
  const connection = app.get<Connection>(getConnectionToken());
  const state = await seedState(connection);
  if (options.ifEmpty && (state === 'finished' || state === 'foreign')) return false;
  if (app.get(AppConfig).production) {
    throw new CannotSeedError('NODE_ENV is production: demo users with known passwords are not written there.');
  }
  switch (state) {
    case 'finished':
      options.say('This database was seeded before: nothing was changed.');
      return false;
    case 'foreign':
      throw new CannotSeedError('MONGODB_URI names a database that has users already. Give an empty one.');
    case 'mixed':
      throw new CannotSeedError(
        'MONGODB_URI names a database in which a seed was broken off, so that nobody can sign in, and which holds other ' +
          'data too. Drop that database if you do not need it, or give an empty one; then seed again.',
      );
    case 'unfinished':
      options.say('An earlier seed was broken off here: it is removed and written anew.');
      await removeSeedData(connection);
      break;
    case 'empty':
      break;
  }
  await write(app, connection, options);
  return true;
}

/** The admin's credential comes last: it tells that everything is there. */
async function write(app: INestApplicationContext, connection: Connection, options: SeedOptions): Promise<void> {
  const credentials = app.get(Credentials);
  const { adminId, userIds } = await writeSeedData(connection, options.size, options.progress);
  await credentials.createMany(null, userIds, DEMO_SIGN_IN.user);
  await credentials.create(null, { userId: adminId, ...DEMO_SIGN_IN.admin });
}
