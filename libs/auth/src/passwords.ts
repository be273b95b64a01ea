import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hash, verify, type Options } from '@node-rs/argon2';

/** argon2id with 19 MiB and 2 passes, OWASP's recommendation: some 30 ms on one core. */
const COST: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hashes passwords with argon2id. */
@Injectable()
export class Passwords {
  private nobody: Promise<string> | undefined;

  /** @returns the hash with its salt and cost, as text */
  hash(password: string): Promise<string> {
    return hash(password, COST);
  }

  /**
   * Takes the same time whether or not there is a hash to compare with.
   * @param passwordHash what `hash` returned; null: the user does not exist
   */
  async matches(passwordHash: string | null, password: string): Promise<boolean> {
    this.nobody ??= this.hash(randomBytes(16).toString('hex'));
    const matches = await verify(passwordHash ?? (await this.nobody), password);
    return passwordHash !== null && matches;
  }
}
