/** A part of a list: items as JSON text, and where the next part begins; null at the end. */
export interface Page {
  readonly items: readonly string[];
  readonly nextCursor: string | null;
}

/** A page from rows of which one more than `limit` was read, to see whether there are more. */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  text: (row: Row) => string,
  cursor: (row: Row) => string,
): Page {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(text),
    nextCursor: rows.length > limit && last !== undefined ? cursor(last) : null,
  };
}
