const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

/** How long something took or takes, as people say it: its two largest units, rounded down (`1 d 2 h`). Pure. */
export function durationWords(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const largest = UNITS.findIndex(([, length]) => seconds >= length);
  if (largest === -1) return '0 s';
  // Below two minutes every second counts.
  const shown = seconds < 120 ? UNITS.slice(-1) : UNITS.slice(largest, largest + 2);
  let left = seconds;
  const words = shown.map(([unit, length]) => {
    const count = Math.floor(left / length);
    left -= count * length;
    return count === 0 ? '' : `${count} ${unit}`;
  });
  return words.filter((word) => word !== '').join(' ');
}
