import type { BenchDay } from './bench-day.js';
import { median } from './median.js';
import { residentMegabytes } from './process-usage.js';
import { step } from './steps.js';
import { timedRequest } from './timed-request.js';

const LOOK_EVERY_MS = 50;
const BATCH = 1_000;
const LINE_END = 10;

export interface ExportFigures {
  readonly exportEntriesPerSecond: number;
  readonly exportToBareCursor: number;
  /** The API's highest memory in the second half of an export, to that in the first. */
  readonly exportMemoryGrowth: number | null;
}

interface Round {
  readonly exported: number;
  readonly ratio: number;
  readonly memory: number | null;
}

/** What a slot has paid as CSV, against reading the same entries with the driver alone, in turn. */
export async function measureExport(day: BenchDay, rounds: number): Promise<ExportFigures> {
  const url = `${await day.addressOf('payouts')}?format=csv&slotNumber=1`;
  const measured: Round[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const where = `${day.stakes} entries, round ${round} of ${rounds}`;
    const bare = await step(`Reading with a bare cursor, ${where}`, () => readEntries(day));
    const { perSecond, memory } = await step(`Export as CSV, ${where}`, () => exportEntries(day, url));
    measured.push({ exported: perSecond, ratio: perSecond / bare, memory });
  }
  const memory = measured.flatMap((round) => round.memory ?? []);
  return {
    exportEntriesPerSecond: median(measured.map(({ exported }) => exported)),
    exportToBareCursor: median(measured.map(({ ratio }) => ratio)),
    exportMemoryGrowth: memory.length === 0 ? null : median(memory),
  };
}

/** In the order of the export. @returns entries per second */
async function readEntries({ db }: BenchDay): Promise<number> {
  const slot = await db.collection('distributions').findOne({ slotNumber: 1 });
  const started = performance.now();
  let read = 0;
  const cursor = db
    .collection('transactions')
    .find({ distributionId: slot?._id }, { sort: { userId: 1 }, batchSize: BATCH });
  while ((await cursor.next()) !== null) read += 1;
  return (read * 1_000) / (performance.now() - started);
}

async function exportEntries(
  { api, headers }: BenchDay,
  url: string,
): Promise<{ perSecond: number; memory: number | null }> {
  const looks: (number | null)[] = [];
  const look = (): void => void looks.push(residentMegabytes(api));
  look();
  const looking = setInterval(look, LOOK_EVERY_MS);
  try {
    let lines = 0;
    const took = await timedRequest(url, headers, (data) => {
      for (let at = data.indexOf(LINE_END); at >= 0; at = data.indexOf(LINE_END, at + 1)) lines += 1;
    });
    look();
    // Its first line names the columns.
    return { perSecond: ((lines - 1) * 1_000) / took, memory: growthOf(looks) };
  } finally {
    clearInterval(looking);
  }
}

/** The highest of the second half, to the highest of the first. */
function growthOf(looks: readonly (number | null)[]): number | null {
  const known = looks.flatMap((look) => look ?? []);
  if (known.length < 2) return null;
  const half = Math.ceil(known.length / 2);
  return Math.max(...known.slice(half)) / Math.max(...known.slice(0, half));
}
