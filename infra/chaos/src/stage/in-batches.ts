/** The answers in the order of the list; at most `atOnce` under way. */
export async function inBatches<T, R>(
  list: readonly T[],
  atOnce: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const done: R[] = [];
  for (let from = 0; from < list.length; from += atOnce) {
    const batch = list.slice(from, from + atOnce);
    done.push(...(await Promise.all(batch.map((item, n) => work(item, from + n)))));
  }
  return done;
}
