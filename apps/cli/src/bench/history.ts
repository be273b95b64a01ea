import { mongo } from 'mongoose';
import { addDays, parseCalendarDate } from '#lib/calendar';
import type { BenchDay } from './bench-day.js';

const DAY_MS = 86_400_000;
const SLOTS_OF_A_DAY = 100;
/** What is younger is looked at anew when a process starts. */
const YOUNGEST_DAYS = 10;
const BATCH = 1_000;

type Document = mongo.WithId<mongo.BSON.Document>;

/** A slot that has ended, and one of its chunks: what made-up ones are copied from. */
export interface EndedSlot {
  readonly slot: Document;
  readonly chunk: Document;
}

export async function endedSlot({ db }: BenchDay): Promise<EndedSlot> {
  const slot = await db.collection('distributions').findOne({ slotNumber: 1 });
  const chunk = await db.collection('distributionchunks').findOne({ distributionId: slot?._id });
  if (slot === null || chunk === null) throw new Error('no slot has ended');
  return { slot, chunk };
}

/** Writes slots that have ended on days before, a hundred a day, with a chunk each and without entries. */
export async function writeEndedSlots({ db }: BenchDay, { slot, chunk }: EndedSlot, count: number): Promise<void> {
  for (let from = 0; from < count; from += BATCH) {
    const slots = Array.from({ length: Math.min(BATCH, count - from) }, (_, offset) =>
      copyOfSlot(
        slot,
        YOUNGEST_DAYS + Math.floor((from + offset) / SLOTS_OF_A_DAY),
        ((from + offset) % SLOTS_OF_A_DAY) + 1,
      ),
    );
    await db.collection('distributions').insertMany(slots);
    await db.collection('distributionchunks').insertMany(slots.map((copy) => copyOf(chunk, copy)));
  }
}

/** Gives a day whose one slot has ended so many days before it that paid the same to the same, in books that hold. */
export async function writeEarlierDays(day: BenchDay, count: number): Promise<void> {
  const { slot, chunk } = await endedSlot(day);
  const entries = await day.db.collection('transactions').find({ distributionId: slot._id }).toArray();
  for (let index = 0; index < count; index += 1) {
    const copy = copyOfSlot(slot, YOUNGEST_DAYS + index, Number(slot['slotNumber']));
    await day.db.collection('distributions').insertOne(copy);
    await day.db.collection('distributionchunks').insertOne(copyOf(chunk, copy));
    for (let from = 0; from < entries.length; from += BATCH) {
      const some = entries.slice(from, from + BATCH).map((entry) => ({
        ...copyOf(entry, copy),
        distributionDate: copy['date'] as unknown,
        createdAt: copy['executedAt'] as unknown,
        order: runOf(copy).order,
      }));
      await day.db.collection('transactions').insertMany(some);
    }
  }
  await day.db.collection('users').updateMany({}, { $mul: { 'wallets.earnings': count + 1 } });
  await day.db.collection('stakes').updateMany({}, { $mul: { totalEarned: count + 1 } });
}

function copyOfSlot(slot: Document, daysBefore: number, slotNumber: number): Document {
  const date = addDays(parseCalendarDate(String(slot['date'])), -daysBefore);
  const moved = earlier(slot, daysBefore * DAY_MS) as Document;
  const run = runOf(moved);
  delete moved['proofDue'];
  return {
    ...moved,
    _id: new mongo.ObjectId(),
    key: `${date}/slot-${slotNumber}`,
    date,
    slotNumber,
    run: { ...run, order: run.order - daysBefore * DAY_MS },
  };
}

function runOf(slot: Document): { readonly order: number } {
  return slot['run'] as { readonly order: number };
}

function copyOf(document: Document, slot: Document): Document {
  return { ...document, _id: new mongo.ObjectId(), distributionId: slot._id };
}

/** All instants of a document so much earlier. */
function earlier(value: unknown, byMs: number): unknown {
  if (value instanceof Date) return new Date(value.getTime() - byMs);
  if (Array.isArray(value)) return value.map((each) => earlier(each, byMs));
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, earlier(each, byMs)]));
}
