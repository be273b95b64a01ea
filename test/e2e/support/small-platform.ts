import { COLLECTIONS } from '#lib/database';
import { usdt } from '../../support/builders.js';
import type { Caller } from './caller.js';
import { RunningProduct, type Person, type StartOptions } from './running-product.js';

/** Three people with a stake each, and an admin without 2FA: sums that can be worked out in the head. */
export interface SmallPlatform {
  readonly product: RunningProduct;
  readonly admin: Caller;
  /** Finance Titan with 100 USDT: shares both pools. */
  readonly ann: Caller;
  /** Associate Stakeholder with 200 USDT: shares the performance pool. */
  readonly bob: Caller;
  /** Stakeholder with 50.55 USDT: shares no pool. */
  readonly cid: Caller;
  readonly people: { readonly ann: Person; readonly bob: Person; readonly cid: Person };
}

export async function startSmallPlatform(name: string, options: StartOptions = {}): Promise<SmallPlatform> {
  const product = await RunningProduct.start(name, options);
  try {
    return await settle(product);
  } catch (error) {
    await product.stop();
    throw error;
  }
}

async function settle(product: RunningProduct): Promise<SmallPlatform> {
  const someone = async (rank: string, amount: string): Promise<Person> => {
    const person = await product.person({ rank });
    await product.stake(person.id, { amount });
    return person;
  };
  const people = {
    ann: await someone('Finance Titan', '100'),
    bob: await someone('Associate Stakeholder', '200'),
    cid: await someone('Stakeholder', '50.55'),
  };
  return {
    product,
    admin: await product.admin(),
    ann: await product.signIn(people.ann),
    bob: await product.signIn(people.bob),
    cid: await product.signIn(people.cid),
    people,
  };
}

/** What is in each of the three wallets. */
export async function earningsOf({ ann, bob, cid }: SmallPlatform): Promise<unknown[]> {
  const wallets = await Promise.all([ann, bob, cid].map((caller) => caller.get('/me/wallet')));
  return wallets.map(({ body }) => body.data?.['earnings']);
}

/** Makes the amount of every stake one that cannot be paid on, or right again. */
export async function spoilStakes({ product, people }: SmallPlatform, spoilt: boolean): Promise<void> {
  const stakes = product.connection.collection(COLLECTIONS.stakes);
  const amounts = [
    [people.ann, '100'],
    [people.bob, '200'],
    [people.cid, '50.55'],
  ] as const;
  for (const [{ id }, amount] of amounts) {
    await stakes.updateOne({ userId: id }, { $set: { amount: usdt(spoilt ? 'NaN' : amount) } });
  }
}
