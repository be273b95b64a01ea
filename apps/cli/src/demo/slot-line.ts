import { bold, green, red, yellow } from '../terminal/paint.js';
import type { SlotView } from './day.js';

/** What a line takes on a terminal that has the place, and on one of 80 columns. */
const WIDE = { bar: 20, stakes: 18, paid: 24 };
const NARROW = { bar: 5, stakes: 16, paid: 23 };
const WIDE_FROM = 120;

/**
 * One slot in one aligned line: its state, its progress, what it has paid; where there is place, how late it was as well.
 * @param columns of the terminal; a file has place for all
 */
export function slotLine(slot: SlotView, columns = process.stdout.columns || WIDE_FROM): string {
  const isWide = columns >= WIDE_FROM;
  const place = isWide ? WIDE : NARROW;
  const filled = Math.round((slot.progress.percent / 100) * place.bar);
  const bar = `${'█'.repeat(filled)}${'░'.repeat(place.bar - filled)}`;
  const stakes = `${slot.processedStakes.toLocaleString('en')} stakes`.padStart(place.stakes);
  const paid = `${slot.totalDistributed.toLocaleString('en', { maximumFractionDigits: 6 })} USDT`.padStart(place.paid);
  const late = isWide && slot.latenessMs !== null ? [`${slot.latenessMs} ms late`] : [];
  const took =
    slot.executionTimeMs === null ? [] : [`${isWide ? 'took ' : ''}${(slot.executionTimeMs / 1_000).toFixed(1)} s`];
  const error = slot.error === null ? '' : `  ${red(slot.error)}`;
  const times = [...late, ...took].join(', ');
  return (
    `slot ${String(slot.slotNumber).padStart(3)}  ${status(slot.status)}  ${bar} ` +
    `${String(slot.progress.percent).padStart(3)} %${stakes}${paid}${times === '' ? '' : `  ${times}`}${error}`
  );
}

function status(text: string): string {
  const padded = text.padEnd(9);
  switch (text) {
    case 'COMPLETED':
      return green(padded);
    case 'FAILED':
      return red(padded);
    case 'EXECUTING':
      return yellow(padded);
    default:
      return bold(padded);
  }
}
