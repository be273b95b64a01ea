import type { INestApplicationContext } from '@nestjs/common';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection, Types } from 'mongoose';
import { Credentials } from '#lib/auth';
import { COLLECTIONS } from '#lib/database';
import { DEMO_SIGN_IN } from './seed-data.js';

/** Who can sign in to a seeded database; null for what was changed since it was seeded. */
export interface SignIns {
  readonly admin: { readonly email: string; readonly password: string | null; readonly totpSecret: string | null };
  readonly user: { readonly email: string; readonly password: string | null };
}

/** The sign-ins of the demo, as far as they still hold. */
export async function signInsOf(app: INestApplicationContext): Promise<SignIns> {
  const { admin, user } = DEMO_SIGN_IN;
  const [ofAdmin, ofUser] = await Promise.all([holds(app, admin), holds(app, user)]);
  return {
    admin: {
      email: admin.email,
      password: ofAdmin.password ? admin.password : null,
      totpSecret: ofAdmin.totpSecret ? admin.totpSecret : null,
    },
    user: { email: user.email, password: ofUser.password ? user.password : null },
  };
}

async function holds(
  app: INestApplicationContext,
  signIn: { email: string; password: string; totpSecret?: string },
): Promise<{ password: boolean; totpSecret: boolean }> {
  const users = app.get<Connection>(getConnectionToken()).collection<{ _id: Types.ObjectId }>(COLLECTIONS.users);
  const found = await users.findOne({ email: signIn.email });
  return found === null ? { password: false, totpSecret: false } : app.get(Credentials).holds(found._id, signIn);
}
