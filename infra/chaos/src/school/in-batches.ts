/**
 * Applies an asynchronous function to every item, in batches: at most `batchSize` calls are in flight. Returns the
 * results in the order of the list.
 */
export async function mapInBatches<T, R>(
  list: readonly T[],
  batchSize: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const mappedElements: R[] = [];
  for (let from = 0; from < list.length; from += batchSize) {
    const elementBatch = list.slice(from, from + batchSize);
    mappedElements.push(...(await Promise.all(elementBatch.map((item, n) => work(item, from + n)))));
  }
  return mappedElements;
}
