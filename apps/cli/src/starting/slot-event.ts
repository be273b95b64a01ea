import type { LogLine } from '../product/product-process.js';

/** @returns a slot's start or end in one line for people; null for every other line of a worker's log */
export function slotEvent(line: LogLine): string | null {
  const { msg = '', key, time } = line;
  if (!/^Slot (started|taken over|COMPLETED|FAILED)$/.test(msg) || typeof key !== 'string') return null;
  const at = typeof time === 'string' ? `${time.slice(11, 19)}  ` : '';
  return `${at}${key}  ${msg.slice('Slot '.length)}${ending(line)}`;
}

function ending({ stakes, usdt, errors, durationMs, error }: LogLine): string {
  if (typeof durationMs !== 'number') return '';
  const parts = [
    `${Number(stakes).toLocaleString('en')} stakes`,
    `${Number(usdt).toLocaleString('en', { maximumFractionDigits: 6 })} USDT`,
    `${(durationMs / 1_000).toFixed(1)} s`,
    ...(Number(errors) > 0 ? [`${Number(errors).toLocaleString('en')} records not paid`] : []),
    ...(typeof error === 'string' ? [error] : []),
  ];
  return `  ${parts.join(', ')}`;
}
