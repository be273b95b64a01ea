/**
 * Looks for the fewest items that still fail: leaves out halves, then quarters, … then single ones, as long as it fails
 * without them. What a run does varies in time, so an item that is left out once too often is only a longer list.
 * @param fails runs with these items
 * @param tries how many runs at most
 */
export async function minimise<T>(
  items: readonly T[],
  fails: (items: readonly T[]) => Promise<boolean>,
  tries: number,
): Promise<readonly T[]> {
  let kept = items;
  let left = tries;
  let size = Math.ceil(kept.length / 2);
  while (size >= 1 && left > 0 && kept.length > 0) {
    let removedSome = false;
    for (let from = 0; from < kept.length && left > 0;) {
      const without = [...kept.slice(0, from), ...kept.slice(from + size)];
      left -= 1;
      if (await fails(without)) {
        kept = without;
        removedSome = true;
      } else {
        from += size;
      }
    }
    if (size === 1 && !removedSome) break;
    size = size === 1 ? 1 : Math.ceil(size / 2);
  }
  return kept;
}
