const ONES =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = '  twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const SCALES = [
  [1_000_000_000, 'billion'],
  [1_000_000, 'million'],
  [1_000, 'thousand'],
  [100, 'hundred'],
] as const;
const MILLIONTHS = 6;

/** `one thousand two hundred USDT and 505500 millionths`: a zero too many is heard, where it may not be seen. */
export function amountInWords(amount: number): string {
  const [whole = '0', decimals = ''] = amount.toFixed(MILLIONTHS).split('.');
  const rest = Number(decimals);
  return `${numberInWords(Number(whole))} USDT${rest === 0 ? '' : ` and ${rest} millionths`}`;
}

function numberInWords(number: number): string {
  for (const [scale, name] of SCALES) {
    if (number < scale) continue;
    const rest = number % scale;
    return `${numberInWords(Math.floor(number / scale))} ${name}${rest === 0 ? '' : ` ${numberInWords(rest)}`}`;
  }
  const one = ONES[number];
  if (one !== undefined) return one;
  const ones = number % 10;
  return `${TENS[Math.floor(number / 10)] ?? ''}${ones === 0 ? '' : `-${ONES[ones] ?? ''}`}`;
}
