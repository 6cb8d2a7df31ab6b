export interface Page<T> {
  readonly items: readonly T[];
  readonly hasMore: boolean;
  /** The cursor of the next page; absent on the last page. */
  readonly nextCursor?: string;
}

export interface PageOptions {
  /** The `nextCursor` of the previous page; undefined for the first page. */
  readonly cursor?: string | undefined;
  /** Aborting this signal cancels the request, which then throws `UNREACHABLE`. */
  readonly signal?: AbortSignal;
}
