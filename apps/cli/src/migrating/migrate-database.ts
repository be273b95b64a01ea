import type { INestApplicationContext } from '@nestjs/common';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { AppConfig } from '#lib/config';
import { checkServer, lookAtIndexes, makeIndexes } from '#lib/database';
import { EntryOrder } from '#lib/ledger';
import { OrderSeals, hasOldSlots, migrateSlots, sealOldOrders } from '#lib/slots';

export interface MigrateOptions {
  readonly say: (line: string) => void;
  /** Makes a progress line; see `progressLine`. */
  readonly progress: (what: string, total: number) => { at: (done: number) => void; end: () => void };
}

/**
 * Brings a database to this version: collections, indexes in place of those of 0.1.0, and what 0.1.0 did not write into its entries. What
 * is done already is left alone, so that it may be broken off at any point and run again.
 * @returns whether anything had to be done
 * @throws UnsuitableDatabaseError
 */
export async function migrateDatabase(app: INestApplicationContext, options: MigrateOptions): Promise<boolean> {
  const connection = app.get<Connection>(getConnectionToken());
  await checkServer(connection);
  let steps = 0;
  await makeIndexes(connection, (line) => {
    steps += 1;
    options.say(line);
  });
  const slots = await renewSlots(connection, app.get(AppConfig), options);
  const sealed = await sealOrders(connection, app.get(OrderSeals), options);
  const filled = await fillOrders(app.get(EntryOrder), options);
  const { guards, others } = await lookAtIndexes(connection);
  [...guards, ...others].forEach(options.say);
  return steps + slots + sealed + filled > 0;
}

async function renewSlots(connection: Connection, config: AppConfig, { say }: MigrateOptions): Promise<number> {
  if (!(await hasOldSlots(connection))) return 0;
  const slots = await migrateSlots(connection, config);
  say(`distributions: ${slots.toLocaleString('en')} slots of version 0.1.0 given their runs and rules`);
  return slots;
}

async function sealOrders(connection: Connection, seals: OrderSeals, { say }: MigrateOptions): Promise<number> {
  const slots = await sealOldOrders(connection, seals);
  if (slots > 0) say(`distributions: ${slots.toLocaleString('en')} slots of a version that sealed none were sealed`);
  return slots;
}

async function fillOrders(entryOrder: EntryOrder, { say, progress }: MigrateOptions): Promise<number> {
  const left = await entryOrder.left();
  if (left === 0) return 0;
  const line = progress('ledger entries of version 0.1.0 given their order', left);
  const filled = await entryOrder.fill(line.at);
  line.end();
  say(`transactions: ${filled.toLocaleString('en')} entries of version 0.1.0 given their order`);
  return filled;
}
