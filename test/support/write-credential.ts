import type { INestApplicationContext } from '@nestjs/common';
import { getModelToken } from '@nestjs/mongoose';
import { hash } from '@node-rs/argon2';
import type { Model } from 'mongoose';
import { Credentials, Passwords, type NewCredential } from '#lib/auth';
import { Credential } from '../../libs/auth/src/credential.schema.js';
import { SecretBox } from '../../libs/auth/src/secret-box.js';

/** A hash tells what it costs: the product compares with this one as with its own, in a hundredth of the time. */
class CheapPasswords extends Passwords {
  override hash(password: string): Promise<string> {
    return hash(password, { memoryCost: 8, timeCost: 1, parallelism: 1 });
  }
}

/**
 * Gives somebody of a test a password as the product does, but for the cost of its hash: tests sign in thousands of
 * times.
 * @param app with the product's `AuthModule`
 */
export async function writeCredential(app: INestApplicationContext, credential: NewCredential): Promise<void> {
  const model = app.get<Model<Credential>>(getModelToken(Credential.name), { strict: false });
  const credentials = new Credentials(model, new CheapPasswords(), app.get(SecretBox, { strict: false }));
  await credentials.create(null, credential);
}
