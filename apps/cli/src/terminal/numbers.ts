/** A whole number as people read it: 12,345. */
export function whole(value: number): string {
  return value.toLocaleString('en');
}

/** An amount of USDT as people read it: 1,234.5. */
export function usdt(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 6 });
}
