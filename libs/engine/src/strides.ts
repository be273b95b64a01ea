/**
 * The numbers 0 to `count - 1`, each once, neighbours far apart: 0, 10, 20, …, 1, 11, 21, … for 100. Chunks that are paid at
 * the same time then write to different ends of the collections. Pure.
 */
export function* inStrides(count: number): Generator<number> {
  const stride = Math.ceil(Math.sqrt(count));
  for (let first = 0; first < stride; first += 1) {
    for (let next = first; next < count; next += stride) yield next;
  }
}
