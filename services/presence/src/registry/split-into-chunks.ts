/** Returns the list in chunks of `size` elements. The last chunk may be shorter. */
export function splitIntoChunks<T>(list: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < list.length; start += size) chunks.push(list.slice(start, start + size));
  return chunks;
}
