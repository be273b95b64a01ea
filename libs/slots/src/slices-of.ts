/** What is read one by one, in lists of `size`; the last one may be shorter, and none is empty. */
export async function* slicesOf<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<readonly T[]> {
  let slice: T[] = [];
  for await (const item of items) {
    slice.push(item);
    if (slice.length < size) continue;
    yield slice;
    slice = [];
  }
  if (slice.length > 0) yield slice;
}
