/**
 * Applies an asynchronous function to every item, in batches: at most `batchSize` calls are in flight. Returns the
 * results in the order of the list.
 */
export async function mapInBatches<T, R>(
  list: readonly T[],
  batchSize: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < list.length; from += batchSize) {
    const batch = list.slice(from, from + batchSize);
    results.push(...(await Promise.all(batch.map((item, n) => work(item, from + n)))));
  }
  return results;
}
