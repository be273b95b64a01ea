import { bold, green, red, yellow } from '../terminal/paint.js';
import type { SlotView } from './day.js';

const BAR = 20;

/** One slot in one aligned line: its state, its progress, what it has paid. */
export function slotLine(slot: SlotView): string {
  const filled = Math.round((slot.progress.percent / 100) * BAR);
  const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR - filled)}`;
  const stakes = `${slot.processedStakes.toLocaleString('en')} stakes`.padStart(16);
  const paid = `${slot.totalDistributed.toLocaleString('en', { maximumFractionDigits: 6 })} USDT`.padStart(24);
  const late = slot.latenessMs === null ? '' : `  ${slot.latenessMs} ms late`;
  const took = slot.executionTimeMs === null ? '' : `, took ${(slot.executionTimeMs / 1_000).toFixed(1)} s`;
  const error = slot.error === null ? '' : `  ${red(slot.error)}`;
  return (
    `slot ${String(slot.slotNumber).padStart(3)}  ${status(slot.status)}  ${bar} ` +
    `${String(slot.progress.percent).padStart(3)} %${stakes}${paid}${late}${took}${error}`
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
